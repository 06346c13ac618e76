import { accounts } from './accounts';
import { agents } from './agents';
import type { Area } from './area';
import { batches } from './batches';
import { calls } from './calls';
import { corpora } from './corpora';
import { recordings } from './recordings';
import { telephonyConfigs } from './telephonyConfigs';
import { throttles } from './throttles';
import { tools } from './tools';
import { webhooks } from './webhooks';

/** Everything that the API has. When time passes, they go on in this order: batches make calls, so they come first. */
export const areas: Area[] = [
	accounts,
	telephonyConfigs,
	tools,
	agents,
	throttles,
	batches,
	calls,
	recordings,
	corpora,
	webhooks,
];
