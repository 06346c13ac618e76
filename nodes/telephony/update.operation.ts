import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { changeAgentIds } from './agentIds';
import { explainAllowAll, warnOfAllowAll } from './allowAll';
import { configBehaviour } from './behaviour';
import { bodyOf, readChange, type ConfigChange } from './change';
import { ConfigState, listOf } from './agentChanges';
import { ConfigApi } from './configApi';
import { accountFields, settingsCollection, settingsNotice } from './fields';
import { LABELS } from './labels';
import type { TelephonyProvider } from './provider';

/** Changes the stored configuration: only what the user set is sent. */
export function updateConfig(
	provider: TelephonyProvider,
): ItemOperation<ConfigChange, ConfigState> {
	return {
		name: 'Update',
		value: 'update',
		action: `Update a ${provider.label} telephony config`,
		description: 'Change the account, the allowed agents or the request context mapping',
		...configBehaviour(provider),
		fields: [
			...accountFields(provider, true),
			settingsNotice(
				`Only what you add below is changed. ${LABELS.callCreationAllowedAgentIds} and ${LABELS.requestContextMapping} replace what is stored.`,
			),
			settingsCollection(provider, true),
		],
		sameOnce: true,
		begin: () => new ConfigState(),
		async prepare(fns, itemIndex) {
			const change = await readChange(fns, provider, itemIndex, 'updateFields', false);
			if (Object.keys(bodyOf(change)).length === 0 && !change.agents) {
				throw new InputError(
					'Nothing is set that could be updated',
					`Add a field under Update Fields, or choose where the ${provider.label} Account comes from.`,
				);
			}
			return change;
		},
		async execute(call) {
			const { api, state } = call;
			const config = new ConfigApi(api, provider);
			return await api.inTurn(config.path, state, async (undisturbed) => {
				if (!undisturbed) state.config = undefined;
				return await change(config, call);
			});
		},
		finish: async (run) => await run.state.finish(run, new ConfigApi(run.api, provider)),
	};
}

async function change(
	config: ConfigApi,
	call: ItemCall<ConfigChange, ConfigState>,
): Promise<IDataObject> {
	const { prepared, state, itemIndex } = call;
	const started = Date.now();
	const body = await bodyWithAgents(config, call);
	if (Object.keys(body).length > 0) {
		// Should this fail, nobody knows what is stored, and the next item has to ask.
		state.config = undefined;
		state.config = await explainAllowAll(config, body);
		warnOfAllowAll(call, body, state.config);
		if (body.callCreationAllowedAgentIds !== undefined) {
			const { agents } = prepared;
			if (agents) state.changed(agents.add, agents.remove, itemIndex, Date.now() - started);
			else state.replaced();
		}
	}
	return { ...state.config };
}

/** Turns additions and removals into the list to send, from one read an execution. */
async function bodyWithAgents(
	config: ConfigApi,
	{ prepared, state }: ItemCall<ConfigChange, ConfigState>,
): Promise<IDataObject> {
	const body = bodyOf(prepared);
	if (!prepared.agents) return body;
	state.config ??= await config.get();
	const allowAll = body.callCreationAllowAllAgents ?? state.config.callCreationAllowAllAgents;
	if (allowAll === true) {
		throw new InputError(
			`${LABELS.callCreationAllowAllAgents} is on, so changing the list of allowed agents has no effect`,
			`Every agent of the account can be reached. Add the field ${LABELS.callCreationAllowAllAgents} and turn it off to use a list.`,
		);
	}
	const { add, remove } = prepared.agents;
	const list = changeAgentIds(listOf(state.config), add, remove);
	return list === undefined ? body : { ...body, callCreationAllowedAgentIds: list };
}
