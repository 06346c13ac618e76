import { CALLS } from './callApi';
import { toOutput } from './output';
import type { ItemOperation } from '../engine/operation';
import { placeCall, Dialling } from './create/placeCall';
import { CREATE_API_LABELS, createFields, createOptions } from './create/createFields';
import { readNewCall, type NewCall } from './create/newCall';
import { refuseOneNumber } from './oneNumber';

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
	keepsFields: true,
	labels: CREATE_API_LABELS,
	begin: () => new Dialling(),
	prepare: readNewCall,
	checkTogether: (items) => refuseOneNumber(items, ({ key }) => key),
	async execute(item) {
		const { view } = item.prepared;
		const { call, isNew } = await placeCall(item);
		const output = toOutput(call, view);
		return view.simplify ? { ...output, isNew } : output;
	},
};
