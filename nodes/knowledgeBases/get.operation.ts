import { independent, type ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { oneKnowledgeBase, showKnowledgeBase } from './fields';
import { KnowledgeBaseApi } from './knowledgeBaseApi';

interface Prepared {
	knowledgeBaseId: string;
	simplify: boolean;
}

export const getKnowledgeBase: ItemOperation<Prepared> = {
	...oneKnowledgeBase,
	name: 'Get',
	value: 'get',
	action: 'Get a knowledge base',
	description: 'See whether a knowledge base is ready, and how much is in it',
	thing: independent,
	fields: [locator('knowledgeBase'), simplifyField],
	prepare: (fns, itemIndex) => ({
		knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { knowledgeBaseId, simplify } }) =>
		showKnowledgeBase(await new KnowledgeBaseApi(api).get(knowledgeBaseId), simplify),
};
