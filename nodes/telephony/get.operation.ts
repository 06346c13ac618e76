import type { ItemOperation } from '../engine/operation';
import { configBehaviour } from './behaviour';
import { ConfigApi } from './configApi';
import type { TelephonyProvider } from './provider';

/** Reads the configuration. Items of one execution share one request. */
export function getConfig(provider: TelephonyProvider): ItemOperation<null> {
	return {
		name: 'Get',
		value: 'get',
		action: `Get a ${provider.label} telephony config`,
		description: 'Read the stored configuration',
		...configBehaviour(provider),
		fields: [],
		join: 'equal',
		prepare: () => null,
		execute: async ({ api }) => await new ConfigApi(api, provider).get(),
	};
}
