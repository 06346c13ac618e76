import { AGENT_SETTINGS, CALL_SETTINGS } from './callSettings/table';
import { settingLabels } from '../fields/setting';
import { CALLS } from './callApi';
import { toOutput } from './output';
import { MEDIUM_API_LABELS } from './medium';
import { CONTEXT_LABEL } from './contextFields';
import type { ItemOperation } from '../engine/operation';
import { placeCall, Dialling } from './create/placeCall';
import { createFields, createOptions, CREATE_LABELS } from './create/createFields';
import { MESSAGE_AND_CALLBACK_LABELS } from './create/messagesAndCallbacks';
import { readNewCall, type NewCall } from './create/newCall';

/** Places calls, or prepares them to be joined: one after the other, no faster than the account may. */
export const createCall: ItemOperation<NewCall, Dialling> = {
	name: 'Create',
	value: 'create',
	action: 'Create a call',
	description: 'Call somebody, or get a URL to join a conversation with an agent',
	// All calls of the account are one thing: its pace is theirs, and a later item may have the key of an earlier one.
	thing: () => CALLS,
	fields: createFields,
	options: createOptions,
	labels: {
		...settingLabels([...CALL_SETTINGS, ...AGENT_SETTINGS]),
		...MEDIUM_API_LABELS,
		...MESSAGE_AND_CALLBACK_LABELS,
		...CREATE_LABELS,
		templateContext: CONTEXT_LABEL,
		metadata: 'Metadata',
	},
	begin: () => new Dialling(),
	prepare: readNewCall,
	async execute(item) {
		const { view } = item.prepared;
		const { call, isNew } = await placeCall(item);
		const output = toOutput(call, view);
		return view.simplify ? { ...output, isNew } : output;
	},
};
