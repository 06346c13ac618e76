import type { Area } from '../area';
import { redeliver } from './deliver';
import { registerWebhooks } from './routes';
import { clearWebhooks } from './store';

export const webhooks: Area = {
	routes: registerWebhooks,
	clear: ({ state }) => clearWebhooks(state),
	catchUp: redeliver,
	secretFields: ['secrets'],
};
