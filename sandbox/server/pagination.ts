import type { FastifyRequest } from 'fastify';
import type { Context } from './context';
import { detail, invalidField } from './problems';

/** What can stand in a list: it has a place in the order of creation. */
export interface Listed {
	seq: number;
}

type Key = string | number;

/** Orders that a list offers, by the name used in `sort`. */
export type Orders<T> = Record<string, (item: T) => Key>;

interface Cursor {
	seq: number;
	key: Key;
	sort: string;
	back?: boolean;
}

export interface Page {
	next: string | null;
	previous: string | null;
	total?: number;
	results: unknown[];
}

const encode = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url');

function decode(text: string, sort: string): Cursor {
	try {
		const cursor = JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
		if (typeof cursor.seq === 'number' && cursor.sort === sort) return cursor;
	} catch {
		// Refused below, like every other cursor that was not given out for this order.
	}
	throw detail(404, 'Invalid cursor');
}

function compareKeys(a: Key, b: Key): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

/**
 * One page of a list: reads `cursor`, `pageSize` and `sort` of the request.
 *
 * @param items everything that passed the filters, in the order of creation
 * @param show how an item is answered
 * @param orders what `sort` may name; a leading minus turns it round
 * @throws Problem 400 for a page size or an order that is not offered, 404 for a foreign cursor
 */
export function page<T extends Listed>(
	context: Context,
	request: FastifyRequest,
	items: T[],
	show: (item: T) => unknown,
	orders: Orders<T> = {},
): Page {
	const { switches } = context;
	const query = request.query as Record<string, string | undefined>;
	const size = Number(query.pageSize ?? switches.pageSizeDefault);
	if (size > switches.pageSizeMax) {
		throw invalidField(
			'pageSize',
			`Ensure this value is less than or equal to ${switches.pageSizeMax}.`,
		);
	}

	const sort = query.sort ?? '';
	const down = sort.startsWith('-');
	const order = sort === '' ? (item: T) => item.seq : orders[down ? sort.slice(1) : sort];
	if (!order) throw invalidField('sort', 'This is not a valid choice.');
	const compare = (a: Key, aSeq: number, b: Key, bSeq: number) =>
		(compareKeys(a, b) || aSeq - bSeq) * (down ? -1 : 1);
	const sorted =
		sort === '' ? items : [...items].sort((a, b) => compare(order(a), a.seq, order(b), b.seq));

	const cursor = query.cursor === undefined ? undefined : decode(query.cursor, sort);
	let start = 0;
	if (cursor) {
		const { key, seq } = cursor;
		const after = sorted.findIndex((item) => compare(order(item), item.seq, key, seq) > 0);
		start = after === -1 ? sorted.length : after;
		if (cursor.back) start = Math.max(0, start - 1 - size);
	}
	const end = Math.min(start + size, sorted.length);

	const address = (changes: { cursor: string }) => {
		const own = `${request.protocol}://${request.host}`;
		const url = new URL(request.url, switches.nextOrigin ?? own);
		url.searchParams.set('cursor', changes.cursor);
		return url.toString();
	};
	const at = (item: T, back?: boolean) =>
		address({ cursor: encode({ seq: item.seq, key: order(item), sort, back }) });
	let next = end < sorted.length ? at(sorted[end - 1]) : null;
	if (switches.repeatNext && sorted.length > 0) {
		next = start > 0 ? at(sorted[start - 1]) : at(sorted[end - 1]);
	}
	return {
		next,
		previous: start > 0 ? at(sorted[start], true) : null,
		...(switches.total ? { total: sorted.length } : {}),
		results: sorted.slice(start, end).map(show),
	};
}
