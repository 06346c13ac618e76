import type { IDataObject } from 'n8n-workflow';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { configBehaviour } from './behaviour';
import { planBody, readChange, type ConfigChange } from './change';
import { ConfigApi } from './configApi';
import { configOptions } from './options';
import { requireTaken } from './proof';
import type { TelephonyProvider } from './provider';
import { compare, foresee } from './report';
import { panelFields } from './settings';
import { warnOfNobody } from './write';

/** Creates the first configuration of the account. */
export function createConfig(provider: TelephonyProvider): ItemOperation<ConfigChange> {
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
		prepare: async (fns, itemIndex) => await readChange(fns, provider, itemIndex, 'create'),
		execute: async (call) => await create(provider, call),
	};
}

async function create(
	provider: TelephonyProvider,
	{ api, prepared, warn }: ItemCall<ConfigChange, undefined>,
): Promise<IDataObject> {
	const config = new ConfigApi(api, provider);
	const { dryRun, reportChanges } = prepared.options;
	const { body } = planBody(prepared);
	if (dryRun) {
		if (await config.find()) throw config.status(409);
		const foreseen = foresee(provider, undefined, body);
		return { dryRun, ...compare(provider, undefined, foreseen, body) };
	}
	const answer = await config.create(body);
	requireTaken(provider, body, answer);
	warnOfNobody(answer, warn);
	return { ...answer, ...(reportChanges ? compare(provider, undefined, answer, body) : {}) };
}
