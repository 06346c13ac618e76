import type { Area } from '../area';
import { registerWebhooks } from './routes';
import { clearWebhooks } from './store';

export const webhooks: Area = {
	routes: registerWebhooks,
	clear: ({ state }) => clearWebhooks(state),
	secretFields: ['secrets'],
};
