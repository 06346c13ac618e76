import { configBehaviour, type Behaviour } from './behaviour';
import { ConfigApi } from './configApi';
import type { TelephonyProvider } from './provider';

/** Reads the configuration. Items of one execution share one request. */
export function getConfig(provider: TelephonyProvider): Behaviour<null> {
	return {
		...configBehaviour(provider),
		fields: [],
		sameOnce: true,
		prepare: () => null,
		execute: async ({ api }) => await new ConfigApi(api, provider).get(),
	};
}
