import type { ItemOperation } from '../engine/operation';
import { sourceKey, oneSource, readTarget, sourceFields, type SourceTarget } from './fields';
import { SourceApi } from './knowledgeBaseApi';

/** Deletes a source with its documents. Items that mean the same one share one request. */
export const deleteSource: ItemOperation<SourceTarget> = {
	...oneSource,
	name: 'Delete Source',
	value: 'deleteSource',
	action: 'Delete a source of a knowledge base',
	description: 'Remove a source for good, with all its documents',
	thing: sourceKey,
	join: 'equal',
	once: {},
	fields: sourceFields,
	prepare: readTarget,
	async execute({ api, prepared: { knowledgeBaseId, sourceId } }) {
		await new SourceApi(api, knowledgeBaseId).remove(sourceId);
		return { deleted: true };
	},
};
