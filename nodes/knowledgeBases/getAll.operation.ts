import { independent, type ItemOperation } from '../engine/operation';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { showKnowledgeBase } from './fields';
import { KnowledgeBaseApi } from './knowledgeBaseApi';

export const getAllKnowledgeBases: ItemOperation<{ limit: number; simplify: boolean }> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many knowledge bases',
	description: 'List the knowledge bases of the account',
	thing: independent,
	fields: [...listFields, simplifyField],
	prepare: (fns, itemIndex) => ({
		limit: readLimit(fns, itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { limit, simplify } }) =>
		await new KnowledgeBaseApi(api).list(limit, (entry) => showKnowledgeBase(entry, simplify)),
};
