import type { IDataObject } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import { configBehaviour } from './behaviour';
import { bodyOf, readChange } from './change';
import { ConfigApi } from './configApi';
import { accountFields, settingsCollection, settingsNotice } from './fields';
import { LABELS } from './labels';
import type { TelephonyProvider } from './provider';

/** Creates the first configuration of the account. */
export function createConfig(provider: TelephonyProvider): ItemOperation<IDataObject> {
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
		fields: [
			...accountFields(provider, false),
			settingsNotice(
				`Until ${LABELS.callCreationAllowedAgentIds} or ${LABELS.callCreationAllowAllAgents} is added below, incoming calls reach no agent.`,
			),
			settingsCollection(provider, false),
		],
		prepare: async (fns, itemIndex) =>
			bodyOf(await readChange(fns, provider, itemIndex, 'additionalFields', true)),
		execute: async ({ api, prepared }) => await new ConfigApi(api, provider).create(prepared),
	};
}
