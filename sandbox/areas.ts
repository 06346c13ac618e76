import { accounts } from './accounts';
import { agents } from './agents';
import type { Area } from './area';
import { batches } from './batches';
import { callEvents } from './callEvents';
import { calls } from './calls';
import { incomingCalls } from './incomingCalls';
import { models } from './models';
import { phoneNumbers } from './phoneNumbers';
import { corpora } from './corpora';
import { recordings } from './recordings';
import { telephonyConfigs } from './telephonyConfigs';
import { throttles } from './throttles';
import { tools } from './tools';
import { voices } from './voices';
import { webhooks } from './webhooks';

/** Everything that the API has. When time passes, they go on in this order: batches make calls, so they come first. */
export const areas: Area[] = [
	accounts,
	voices,
	models,
	telephonyConfigs,
	tools,
	agents,
	throttles,
	batches,
	calls,
	callEvents,
	recordings,
	phoneNumbers,
	incomingCalls,
	corpora,
	webhooks,
];
