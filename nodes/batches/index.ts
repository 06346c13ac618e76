import type { Resource } from '../engine/operation';
import { createBatch } from './create.operation';
import { deleteBatch } from './delete.operation';
import { getBatch } from './get.operation';
import { getAllBatches } from './getAll.operation';
import { getBatchCalls } from './getCalls.operation';
import { updateBatch } from './update.operation';

export const callBatch: Resource = {
	name: 'Call Batch',
	value: 'callBatch',
	description: 'Calls to a whole list of people, made by Ultravox as fast as it may',
	defaultOperation: 'create',
	operations: [createBatch, getBatchCalls, getBatch, getAllBatches, updateBatch, deleteBatch],
};
