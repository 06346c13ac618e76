import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { forDropdown } from '../engine/dropdown';
import { checkId } from '../fields/locators';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { isKnowledgeBase, isSource, KnowledgeBaseApi, SourceApi } from './knowledgeBaseApi';

/** The API has no search for these, so they are all read; an account has far fewer. */
const MOST_ENTRIES = 1000;

interface Choice {
	name: string;
	value: string;
}

const choiceOf = (name: unknown, value: string): Choice => ({
	name: cleanText(textOr(name, value)),
	value,
});

function matching(choices: Choice[], filter: string): INodeListSearchResult {
	const searched = filter.trim().toLowerCase();
	return {
		results: choices
			.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(searched))
			.sort((one, other) => one.name.localeCompare(other.name)),
	};
}

/**
 * Fills the resource locator of knowledge bases: those of the account, by name.
 *
 * @param filter what the user typed: part of a name or of an ID
 * @throws NodeApiError or NodeOperationError with a sentence for the user
 */
export async function searchKnowledgeBases(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const all = await new KnowledgeBaseApi(api).list(MOST_ENTRIES);
		const choices = all
			.filter(isKnowledgeBase)
			.map(({ corpusId, name }) => choiceOf(name, corpusId));
		return matching(choices, filter);
	});
}

/**
 * Fills the resource locator of sources: those of the chosen knowledge base, by name.
 *
 * @param filter what the user typed: part of a name or of an ID
 * @throws NodeApiError or NodeOperationError with a sentence for the user, also when no knowledge base is chosen yet
 */
export async function searchSources(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const id = checkId(
			this.getCurrentNodeParameter('knowledgeBaseId', { extractValue: true }),
			'Knowledge Base',
		);
		const all = await new SourceApi(api, id).list(MOST_ENTRIES);
		return matching(
			all.filter(isSource).map(({ name, sourceId }) => choiceOf(name, sourceId)),
			filter,
		);
	});
}
