import type { IDataObject } from 'n8n-workflow';
import type { ProviderApi, ProviderRequest } from '../client/providerApi';
import { isRecord } from '../util/guards';

/** Pages after which a list counts as endless; more than a million numbers. */
const MOST_PAGES = 10_000;

/** How a provider writes lists. */
interface ListForm {
	/** Under which name a page has its entries. */
	name: string;
	/** The request for the page after this one; undefined after the last one. */
	next(page: IDataObject): ProviderRequest | undefined;
}

/**
 * Reads a list to its end, page by page.
 *
 * @param first the request for the first page
 * @param limit stops after so many entries
 * @throws ApiError, also for a list that comes to no end: what there is of it would pass for the whole
 */
export async function providerPages(
	api: ProviderApi,
	first: ProviderRequest,
	{ name, next }: ListForm,
	limit: number,
): Promise<IDataObject[]> {
	const entries: IDataObject[] = [];
	const seen = new Set<string>();
	let request: ProviderRequest | undefined = first;
	while (request && entries.length < limit) {
		const mark = JSON.stringify(request);
		if (seen.has(mark) || seen.size >= MOST_PAGES) throw api.brokenList('endless', first.path);
		seen.add(mark);
		const page = await api.send({
			...request,
			isExpected: (body) => isRecord(body) && isListOfRecords(body[name]),
		});
		const found = page[name] as IDataObject[];
		for (const entry of found.slice(0, limit - entries.length)) entries.push(entry);
		request = next(page);
	}
	return entries;
}

const isListOfRecords = (value: unknown) => Array.isArray(value) && value.every(isRecord);
