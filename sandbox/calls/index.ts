import type { Area } from '../area';
import { liveOn } from './life';
import { registerCallMessages } from './messageRoutes';
import { registerCalls } from './routes';
import { clearCalls } from './store';

export const calls: Area = {
	routes(app, context) {
		registerCalls(app, context);
		registerCallMessages(app, context);
	},
	clear: ({ state }) => clearCalls(state),
	catchUp: liveOn,
	// `headers` of sockets and voices may carry keys.
	secretFields: ['authTokens', 'headers', 'password', 'secrets', 'sharedSecrets'],
};
