import { simplifyField } from '../fields/returnAll';
import { independent, type ItemOperation } from '../engine/operation';
import { batchWording } from './labels';
import { includeSecretOption, readView, showBatch, type BatchView } from './output';
import { batchFields, batchesOf, readTarget, type BatchTarget } from './target';

export const getBatch: ItemOperation<BatchTarget & BatchView> = {
	name: 'Get',
	value: 'get',
	action: 'Get a call batch',
	description: 'See how far a batch is',
	thing: independent,
	fields: [...batchFields, simplifyField],
	options: [includeSecretOption],
	wording: batchWording,
	prepare: (fns, itemIndex) => ({
		...readTarget(fns, itemIndex),
		...readView(fns, itemIndex),
	}),
	execute: async ({ api, prepared }) =>
		showBatch(await batchesOf(api, prepared).get(prepared.batchId), prepared.agentId, prepared),
};
