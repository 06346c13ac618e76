import type { ItemOperation } from '../engine/operation';
import { configBehaviour } from './behaviour';
import { ConfigApi } from './configApi';
import type { TelephonyProvider } from './provider';

/** Deletes the configuration. Items of one execution share one request. */
export function deleteConfig(provider: TelephonyProvider): ItemOperation<null> {
	return {
		name: 'Delete',
		value: 'delete',
		action: `Delete a ${provider.label} telephony config`,
		description: 'Remove the provider account from Ultravox; its calls are no longer answered',
		...configBehaviour(provider),
		fields: [],
		join: 'equal',
		once: {},
		prepare: () => null,
		async execute({ api }) {
			await new ConfigApi(api, provider).remove();
			return { deleted: true };
		},
	};
}
