import { listFields, readLimit, simplifyField } from '../fields/returnAll';
import { locator, readLocator } from '../fields/locators';
import { independent, type ItemOperation } from '../engine/operation';
import { agentWording } from './labels';
import { includeSecretOption, readView, showBatch, type BatchView } from './output';
import { batchesOf } from './target';

interface Prepared extends BatchView {
	agentId: string;
	limit: number;
}

export const getAllBatches: ItemOperation<Prepared> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many call batches',
	description: 'List the batches of an agent',
	thing: independent,
	fields: [
		locator('agent', { description: 'The agent whose batches to list' }),
		...listFields,
		simplifyField,
	],
	options: [includeSecretOption],
	wording: agentWording,
	prepare: (fns, itemIndex) => ({
		agentId: readLocator(fns, 'agent', itemIndex),
		limit: readLimit(fns, itemIndex),
		...readView(fns, itemIndex),
	}),
	async execute({ api, prepared }) {
		return await batchesOf(api, prepared).list(prepared.limit, (batch) =>
			showBatch(batch, prepared.agentId, prepared),
		);
	},
};
