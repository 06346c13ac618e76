import type { ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { knowledgeBaseKey, oneKnowledgeBase } from './fields';
import { KnowledgeBaseApi } from './knowledgeBaseApi';

/** Deletes a knowledge base with all that is in it. Items that mean the same one share one request. */
export const deleteKnowledgeBase: ItemOperation<{ knowledgeBaseId: string }> = {
	...oneKnowledgeBase,
	name: 'Delete',
	value: 'delete',
	action: 'Delete a knowledge base',
	description: 'Remove a knowledge base for good, with all its sources and documents',
	thing: knowledgeBaseKey,
	join: 'equal',
	once: {},
	fields: [locator('knowledgeBase', { description: 'The knowledge base to delete' })],
	prepare: (fns, itemIndex) => ({
		knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
	}),
	async execute({ api, prepared: { knowledgeBaseId } }) {
		await new KnowledgeBaseApi(api).remove(knowledgeBaseId);
		return { deleted: true };
	},
};
