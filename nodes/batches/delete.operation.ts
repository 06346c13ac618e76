import type { ItemOperation } from '../engine/operation';
import { batchWording } from './labels';
import { batchesOf, batchFields, batchKey, readTarget, type BatchTarget } from './target';

/** Deletes a batch. Items that mean the same batch share one request. */
export const deleteBatch: ItemOperation<BatchTarget> = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a call batch',
	description: 'Remove a batch; what becomes of calls that are running is up to Ultravox',
	thing: batchKey,
	join: 'equal',
	once: {},
	fields: batchFields,
	wording: batchWording,
	prepare: readTarget,
	async execute({ api, prepared }) {
		await batchesOf(api, prepared).remove(prepared.batchId);
		return { deleted: true };
	},
};
