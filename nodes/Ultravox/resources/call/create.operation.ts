import { AGENT_SETTINGS, CALL_SETTINGS } from '../../shared/callSettings/table';
import { callSettingLabels } from '../../shared/callSettings';
import { shown } from '../../shared/calls/callApi';
import { MEDIUM_LABELS } from '../../shared/calls/media';
import { CONTEXT_LABEL } from '../../shared/calls/rowFields';
import type { ItemOperation } from '../../shared/types';
import { dial, Dialling } from './create/dial';
import { createFields, createOptions, LABEL } from './create/fields';
import { LIST_LABELS } from './create/lists';
import { readNewCall, type NewCall } from './create/request';

/** Places calls, or prepares them to be joined: one after the other, no faster than the account may. */
export const createCall: ItemOperation<NewCall, Dialling> = {
	name: 'Create',
	value: 'create',
	action: 'Create a call',
	description: 'Call somebody, or get a URL to join a conversation with an agent',
	mode: 'inOrder',
	fields: createFields,
	options: createOptions,
	labels: {
		...callSettingLabels([...CALL_SETTINGS, ...AGENT_SETTINGS]),
		...MEDIUM_LABELS,
		...LIST_LABELS,
		...LABEL,
		templateContext: CONTEXT_LABEL,
		metadata: 'Metadata',
	},
	begin: () => new Dialling(),
	prepare: readNewCall,
	async execute(item) {
		const { view } = item.prepared;
		const { call, existed } = await dial(item);
		const output = shown(call, view);
		return view.simplify ? { ...output, isNew: !existed } : output;
	},
};
