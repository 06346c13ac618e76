import { configBehaviour, type Behaviour } from './behaviour';
import { ConfigApi } from './configApi';
import type { TelephonyProvider } from './provider';

/** Deletes the configuration. Items of one execution share one request. */
export function deleteConfig(provider: TelephonyProvider): Behaviour<null> {
	return {
		...configBehaviour(provider),
		fields: [],
		sameOnce: true,
		prepare: () => null,
		async execute({ api }) {
			await new ConfigApi(api, provider).remove();
			return { deleted: true };
		},
	};
}
