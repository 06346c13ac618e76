import type { Area } from '../area';
import { PROVIDERS, providers } from './providers';
import { registerTelephonyConfigs } from './routes';
import { clearConfigs } from './store';

export const telephonyConfigs: Area = {
	routes: registerTelephonyConfigs,
	clear: ({ state }) => clearConfigs(state),
	secretFields: PROVIDERS.flatMap((provider) => Object.keys(providers[provider].secret)),
};
