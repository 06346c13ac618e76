import type { IDataObject } from 'n8n-workflow';
import { independent, type ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { readRequiredText } from '../fields/readers';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { readWhole } from '../fields/wholeNumber';
import { isRecord } from '../util/guards';
import { oneKnowledgeBase } from './fields';
import { KnowledgeBaseApi } from './knowledgeBaseApi';

/** Documented for agents; the search itself says nothing. */
const MOST_RESULTS = 20;

interface Prepared {
	knowledgeBaseId: string;
	query: string;
	maxResults: number;
	simplify: boolean;
}

/** Searches as an agent does. */
export const queryKnowledgeBase: ItemOperation<Prepared> = {
	...oneKnowledgeBase,
	name: 'Query',
	value: 'query',
	action: 'Query a knowledge base',
	description: 'Try what an agent would find for a question',
	thing: independent,
	fields: [
		locator('knowledgeBase', { description: 'The knowledge base to search' }),
		{
			displayName: 'Question',
			name: 'query',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. How long can I return an item?',
			description: 'What to look for, as a caller would say it',
		},
		{
			displayName: 'Max Results',
			name: 'maxResults',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 20 },
			default: 5,
			description: 'How many passages to return at most, from 1 to 20',
		},
		simplifyField,
	],
	prepare: (fns, itemIndex) => ({
		knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
		query: readRequiredText(fns.getNodeParameter('query', itemIndex, ''), 'Question'),
		maxResults: readWhole(1, MOST_RESULTS)(
			fns.getNodeParameter('maxResults', itemIndex, 5),
			'Max Results',
		),
		simplify: readSimplify(fns, itemIndex),
	}),
	async execute({ api, prepared: { knowledgeBaseId, maxResults, query, simplify } }) {
		const found = await new KnowledgeBaseApi(api).query(knowledgeBaseId, query, maxResults);
		return simplify ? found.map(simplifyResult) : found;
	},
};

function simplifyResult({ citation, content, score }: IDataObject): IDataObject {
	const from: IDataObject = isRecord(citation) ? (citation as IDataObject) : {};
	return {
		content: content ?? null,
		score: score ?? null,
		title: from.title ?? null,
		publicUrl: from.publicUrl ?? null,
		sourceId: from.sourceId ?? null,
		documentId: from.documentId ?? null,
	};
}
