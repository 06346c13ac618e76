import type { IDataObject } from 'n8n-workflow';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { ConfigState } from './agentChanges';
import { agentNames, askForAgents, warnOfUnusedFields } from './agentNotes';
import { configBehaviour } from './behaviour';
import { planBody, readChange, type ConfigChange } from './change';
import { ConfigApi } from './configApi';
import { configOptions } from './options';
import { requireTaken } from './proof';
import type { TelephonyProvider } from './provider';
import { compare, predictConfig } from './report';
import { panelFields } from './settings';
import { warnOfNobody } from './write';

/** Creates the first configuration of the account. */
export function createConfig(
	provider: TelephonyProvider,
): ItemOperation<ConfigChange, ConfigState> {
	return {
		name: 'Create',
		value: 'create',
		action: `Create a ${provider.label} telephony config`,
		description: 'Set up the provider account and its agents for the first time',
		...configBehaviour(provider),
		once: {},
		wording: {
			409: {
				message: `This Ultravox account has a ${provider.label} configuration already`,
				description:
					'Use the operation "Update" to change it, or "Create or Update" for both cases.',
			},
		},
		fields: panelFields(provider, 'create'),
		options: configOptions,
		begin: () => new ConfigState(false),
		prepare: async (fns, itemIndex) => await readChange(fns, provider, itemIndex, 'create'),
		execute: async (call) => await call.state.agents.beside(create(provider, call)),
		finish: async (run) => await run.state.finish(run, new ConfigApi(run.api, provider)),
	};
}

async function create(
	provider: TelephonyProvider,
	call: ItemCall<ConfigChange, ConfigState>,
): Promise<IDataObject> {
	const { api, prepared, warn } = call;
	const config = new ConfigApi(api, provider);
	const { dryRun, reportChanges } = prepared.options;
	const { body } = planBody(prepared);
	askForAgents([call]);
	if (dryRun) {
		if (await config.find()) throw config.status(409);
		const predicted = predictConfig(provider, undefined, body);
		warnOfUnusedFields(call, predicted);
		const report = compare(provider, undefined, predicted, body);
		return { dryRun, ...report, ...agentNames(call, predicted) };
	}
	const answer = await config.create(body);
	requireTaken(provider, body, answer);
	warnOfNobody(answer, warn);
	warnOfUnusedFields(call, answer);
	return {
		...answer,
		...(reportChanges ? compare(provider, undefined, answer, body) : {}),
		...agentNames(call, answer),
	};
}
