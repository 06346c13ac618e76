import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import type { ApiRequest, UltravoxApi } from './ultravoxApi';
import { isRecord } from '../util/guards';

/** The API writes down a limit for invoices only; 100 is in use everywhere. */
const LARGEST_PAGE = 100;

/** One page of a list. */
export interface Page<Entry> {
	entries: Entry[];
	/** Where the next page begins; undefined on the last one. */
	cursor?: string;
}

/**
 * Reads one page.
 *
 * @param api the client
 * @param path path of the list
 * @param query filters; sent with every page, a cursor alone may forget them
 * @param size how many entries at most
 * @param cursor where to begin; undefined for the first page
 * @throws ApiError, also for a next page on another origin than the Base URL or without a cursor
 */
export async function onePage<Entry>(
	api: UltravoxApi,
	path: string,
	query: ApiRequest['query'],
	size: number,
	cursor?: string,
): Promise<Page<Entry>> {
	const body = (await api.send({
		method: 'GET',
		path,
		query: { ...query, pageSize: Math.min(size, LARGEST_PAGE), cursor },
		isExpected: (answer) => isRecord(answer) && Array.isArray(answer.results),
	})) as { results: Entry[]; next?: unknown };
	return { entries: body.results, cursor: nextCursor(body.next, path, await api.baseUrl()) };
}

/**
 * Reads a list to its end, page by page.
 *
 * @param limit stops after so many entries; Infinity for all
 * @returns the entries in the API's order
 * @throws ApiError
 */
export async function allPages<Entry = IDataObject>(
	api: UltravoxApi,
	path: string,
	query: ApiRequest['query'],
	limit: number,
): Promise<Entry[]> {
	const entries: Entry[] = [];
	const seen = new Set<string>();
	let cursor: string | undefined;
	do {
		const page: Page<Entry> = await onePage(api, path, query, limit - entries.length, cursor);
		for (const entry of page.entries) entries.push(entry);
		cursor = page.cursor;
		// A list that points back to an earlier page would never end.
		if (cursor !== undefined && seen.has(cursor)) break;
		if (cursor !== undefined) seen.add(cursor);
	} while (cursor !== undefined && entries.length < limit);
	if (entries.length > limit) entries.length = limit;
	return entries;
}

function nextCursor(next: unknown, path: string, base: string): string | undefined {
	if (typeof next !== 'string' || next === '') return undefined;
	const own = new URL(base);
	const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
	const cursor = url?.origin === own.origin ? url.searchParams.get('cursor') : null;
	if (cursor) return cursor;
	// A list that ended here would pass for the whole one.
	const { host, origin } = url ?? own;
	const kind = origin === own.origin ? 'foreign' : 'elsewhere';
	throw new ApiError({ kind, method: 'GET', path, host, tries: 1 });
}
