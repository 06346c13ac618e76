import { MEDIUM_API_LABELS } from '../calls/medium';
import type { AllItemsOperation } from '../engine/operation';
import { createFields, createOptions } from './create/fields';
import { BatchSender } from './create/send';
import { agentWording, batchLabels } from './labels';
import { readView } from './output';
import { checkRows } from './create/plan';
import { readRow, type BatchRow } from './create/readRow';

/** Schedules all input items: one request for an agent, however many items there are. */
export const createBatch: AllItemsOperation<BatchRow> = {
	name: 'Create',
	value: 'create',
	action: 'Create a call batch from all items',
	description: 'Call everyone on a list: each input item is one call, all of them one request',
	mode: 'allItems',
	fields: createFields,
	options: createOptions,
	labels: { ...batchLabels, ...MEDIUM_API_LABELS, calls: 'Items' },
	wording: agentWording,
	prepare(fns, itemIndex) {
		// How to show the batch has to be clear before people are called.
		readView(fns, itemIndex);
		return readRow(fns, itemIndex);
	},
	checkTogether: (items) => checkRows(items),
	async execute(call) {
		const creation = new BatchSender(call);
		const run = async () => await creation.run();
		if (!call.items.some(({ prepared }) => prepared.skipEarlier)) return await run();
		// Others of this process would look before these rows can be found, and call them as well.
		return await call.api.inTurn('rows of call batches', creation, run);
	},
};
