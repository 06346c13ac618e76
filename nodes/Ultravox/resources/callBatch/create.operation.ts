import { MEDIUM_LABELS } from '../../shared/calls/media';
import type { AllItemsOperation } from '../../shared/types';
import { createFields, createOptions } from './createFields';
import { Creation } from './creation';
import { agentWording, LABELS } from './labels';
import { checkRows } from './plan';
import { readRow, type BatchRow } from './row';

/** Schedules all input items: one request for an agent, however many items there are. */
export const createBatch: AllItemsOperation<BatchRow> = {
	name: 'Create',
	value: 'create',
	action: 'Create a call batch from all items',
	description: 'Call everyone on a list: each input item is one call, all of them one request',
	mode: 'allItems',
	fields: createFields,
	options: createOptions,
	labels: { ...LABELS, ...MEDIUM_LABELS, calls: 'Items' },
	wording: agentWording,
	prepare: readRow,
	checkTogether: (items) => checkRows(items),
	execute: async (call) => await new Creation(call).run(),
};
