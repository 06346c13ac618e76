import type { Area } from '../area';
import { registerAccounts } from './routes';
import { clearAccount } from './store';
import { registerUsage } from './usage';

export const accounts: Area = {
	routes(app, context) {
		registerAccounts(app, context);
		registerUsage(app, context);
	},
	clear: ({ state }) => clearAccount(state),
};
