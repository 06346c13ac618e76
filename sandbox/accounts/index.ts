import type { Area } from '../area';
import { registerAccounts } from './routes';
import { clearAccount } from './store';

export const accounts: Area = {
	routes: registerAccounts,
	clear: ({ state }) => clearAccount(state),
};
