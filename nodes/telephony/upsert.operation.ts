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

/** Creates the configuration, or changes it when there is one, whatever others do meanwhile. */
export function upsertConfig(
	provider: TelephonyProvider,
): ItemOperation<ConfigChange, ConfigState> {
	return {
		name: 'Create or Update',
		value: 'upsert',
		action: `Create or update a ${provider.label} telephony config`,
		description: 'Create a new record, or update the current one if it already exists (upsert)',
		...configBehaviour(provider),
		fields: panelFields(provider, 'upsert'),
		options: configOptions,
		join: jointChange(provider, true),
		again,
		begin: () => new ConfigState(),
		prepare: async (fns, itemIndex) => await readChange(fns, provider, itemIndex, 'upsert'),
		execute: async (call) => {
			const [output] = await writeConfig(provider, [call], true);
			return output;
		},
		finish: async (run) => await run.state.finish(run, new ConfigApi(run.api, provider)),
	};
}
