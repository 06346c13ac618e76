import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import type { ApiRequest } from './apiRequest';
import type { UltravoxApi } from './ultravoxApi';
import { isRecord } from '../util/guards';

/** The API writes down a limit for invoices only; 100 is in use everywhere. */
const LARGEST_PAGE = 100;

/** Pages without an entry, one after the other, with which a list may go on. */
const MOST_EMPTY_PAGES = 10;

/** A million entries; more than fits into n8n's memory as items. */
const MOST_PAGES = 10_000;

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
	api: Pick<UltravoxApi, 'send' | 'baseUrl'>,
	path: string,
	query: ApiRequest['query'],
	size: number,
	cursor?: string,
): Promise<Page<Entry>> {
	const body = (await api.send({
		method: 'GET',
		path,
		query: { ...query, pageSize: Math.min(size, LARGEST_PAGE), cursor },
		isExpected: (answer) =>
			isRecord(answer) && Array.isArray(answer.results) && answer.results.every(isRecord),
	})) as { results: Entry[]; next?: unknown };
	return { entries: body.results, cursor: nextCursor(body.next, path, await api.baseUrl()) };
}

/**
 * Reads a list to its end, page by page.
 *
 * @param limit stops after so many entries; Infinity for all
 * @param show makes what is kept of each entry, so that no list is in memory twice; by default the entry itself
 * @returns the entries in the API's order
 * @throws ApiError, also for a list that comes to no end: what there is of it would pass for the whole
 */
export async function allPages<Entry = IDataObject, Shown = Entry>(
	api: UltravoxApi,
	path: string,
	query: ApiRequest['query'],
	limit: number,
	show: (entry: Entry) => Shown = (entry) => entry as unknown as Shown,
): Promise<Shown[]> {
	const entries: Shown[] = [];
	const seen = new Set<string>();
	const isKnown = (mark: string | undefined) =>
		mark !== undefined && seen.size === seen.add(mark).size;
	let cursor: string | undefined;
	let empty = 0;
	for (let pages = 1; ; pages++) {
		const page: Page<Entry> = await onePage(api, path, query, limit - entries.length, cursor);
		cursor = page.cursor;
		empty = page.entries.length === 0 ? empty + 1 : 0;
		const isEndless =
			isKnown(markOf(page.entries)) ||
			(cursor !== undefined &&
				(isKnown(`cursor ${cursor}`) || empty > MOST_EMPTY_PAGES || pages >= MOST_PAGES));
		if (isEndless) {
			const { host } = new URL(await api.baseUrl());
			throw new ApiError({ kind: 'endless', method: 'GET', path, host, tries: 1 });
		}
		const left = limit - entries.length;
		for (const entry of left < page.entries.length ? page.entries.slice(0, left) : page.entries) {
			entries.push(show(entry));
		}
		if (cursor === undefined || entries.length >= limit) return entries;
	}
}

/** Tells a page from others, by its ends. Undefined where they are alike: entries without an ID may all be. */
function markOf(entries: unknown[]): string | undefined {
	const first = JSON.stringify(entries[0]);
	const last = JSON.stringify(entries[entries.length - 1]);
	if (entries.length === 0 || (entries.length > 1 && first === last)) return undefined;
	return createHash('sha256').update(`${entries.length} ${first} ${last}`).digest('base64');
}

function nextCursor(next: unknown, path: string, base: string): string | undefined {
	if (next === undefined || next === null || next === '') return undefined;
	const apiUrl = new URL(base);
	const url =
		typeof next === 'string' && URL.canParse(next, base) ? new URL(next, base) : undefined;
	const cursor = url?.origin === apiUrl.origin ? url.searchParams.get('cursor') : null;
	if (cursor) return cursor;
	// A list that ended here would pass for the whole one.
	const { host, origin } = url ?? apiUrl;
	const kind = origin === apiUrl.origin ? 'unexpectedBody' : 'foreignNextPage';
	throw new ApiError({ kind, method: 'GET', path, host, tries: 1 });
}
