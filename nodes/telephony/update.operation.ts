import type { ItemOperation } from '../engine/operation';
import { ConfigState } from './agentChanges';
import { configBehaviour } from './behaviour';
import { readChange, type ConfigChange } from './change';
import { ConfigApi } from './configApi';
import { configOptions } from './options';
import type { TelephonyProvider } from './provider';
import { again } from './report';
import { jointChange } from './joint';
import { panelFields } from './settings';
import { writeConfig } from './write';

/** Changes the stored configuration: only what the user chose is sent. */
export function updateConfig(
	provider: TelephonyProvider,
): ItemOperation<ConfigChange, ConfigState> {
	return {
		name: 'Update',
		value: 'update',
		action: `Update a ${provider.label} telephony config`,
		description: 'Change the account, who may take calls or the request context mapping',
		...configBehaviour(provider),
		fields: panelFields(provider, 'update'),
		options: configOptions,
		join: jointChange(provider, false),
		again,
		begin: () => new ConfigState(true),
		prepare: async (fns, itemIndex) => await readChange(fns, provider, itemIndex, 'update'),
		execute: async (call) => {
			const [output] = await writeConfig(provider, [call], false);
			return output;
		},
		finish: async (run) => await run.state.finish(run, new ConfigApi(run.api, provider)),
	};
}
