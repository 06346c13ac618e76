import type { Area } from '../area';
import { clearPhoneProviders } from './store';

/** The numbers of the accounts at the providers. Their APIs listen at an address of their own, see `server.ts`. */
export const phoneNumbers: Area = {
	routes: () => undefined,
	clear: ({ state }) => clearPhoneProviders(state),
};
