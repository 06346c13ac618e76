import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import { forDropdown } from '../engine/dropdown';
import { cleanText } from '../util/cleanText';

/** More than anyone can pick from; keeps a dropdown from loading for ever. */
const MOST_ENTRIES = 1_000;

/**
 * Fills the list of models, in the API's order. The API does not search them.
 *
 * @param filter what the user typed
 * @throws NodeApiError with a sentence for the user
 */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await listOf(this, '/api/models', 'name', filter);
}

/**
 * Fills the list of call throttles, in the API's order. The API does not search them.
 *
 * @param filter what the user typed
 * @throws NodeApiError with a sentence for the user
 */
export async function searchThrottles(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await listOf(this, '/api/call_throttles', 'throttleId', filter);
}

/** @param valueName which field of an entry is the choice's value */
async function listOf(
	fns: ILoadOptionsFunctions,
	path: string,
	valueName: string,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	return await forDropdown(fns, async (api) => {
		const entries = await allPages(api, path, {}, MOST_ENTRIES);
		const results = entries.flatMap(({ name, [valueName]: value }) =>
			typeof name === 'string' && typeof value === 'string'
				? [{ name: cleanText(name), value }]
				: [],
		);
		return { results: results.filter(({ name }) => name.toLowerCase().includes(wanted)) };
	});
}
