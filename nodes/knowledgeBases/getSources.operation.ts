import { independent, type ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { oneKnowledgeBase, showSource } from './fields';
import { SourceApi } from './knowledgeBaseApi';

interface Prepared {
	knowledgeBaseId: string;
	limit: number;
	simplify: boolean;
}

export const getSources: ItemOperation<Prepared> = {
	...oneKnowledgeBase,
	name: 'Get Sources',
	value: 'getSources',
	action: 'Get the sources of a knowledge base',
	description: 'List what a knowledge base was made of, and whether it is ready',
	thing: independent,
	fields: [
		locator('knowledgeBase', { description: 'The knowledge base whose sources to list' }),
		...listFields,
		simplifyField,
	],
	prepare: (fns, itemIndex) => ({
		knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
		limit: readLimit(fns, itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { knowledgeBaseId, limit, simplify } }) =>
		await new SourceApi(api, knowledgeBaseId).list(limit, (source) =>
			showSource(source, knowledgeBaseId, simplify),
		),
};
