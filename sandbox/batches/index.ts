import type { Area } from '../area';
import { registerBatchCalls, registerBatches } from './routes';
import { runBatches } from './scheduler';
import { clearBatches } from './store';

export const batches: Area = {
	routes(app, context) {
		registerBatches(app, context);
		registerBatchCalls(app, context);
	},
	clear: ({ state }) => clearBatches(state),
	catchUp: runBatches,
	secretFields: ['webhookSecret'],
};
