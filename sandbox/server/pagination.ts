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

/** The first `count` of the items by this order, without sorting the rest: lists have 10,000 and 100 pages. */
function firstOf<T>(items: T[], count: number, compare: (a: T, b: T) => number): T[] {
	const best: T[] = [];
	for (const item of items) {
		if (best.length === count && compare(item, best[count - 1]) >= 0) continue;
		let place = best.length;
		while (place > 0 && compare(item, best[place - 1]) < 0) place -= 1;
		best.splice(place, 0, item);
		if (best.length > count) best.pop();
	}
	return best;
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
	const name = down ? sort.slice(1) : sort;
	if (sort !== '' && !Object.hasOwn(orders, name)) {
		throw invalidField('sort', 'This is not a valid choice.');
	}
	const order = sort === '' ? (item: T) => item.seq : orders[name];
	const against = (item: T, key: Key, seq: number) =>
		(compareKeys(order(item), key) || item.seq - seq) * (down ? -1 : 1);
	const compare = (a: T, b: T) => against(a, order(b), b.seq);

	const { endlessList } = switches;
	const again = endlessList !== null && query.cursor !== undefined;
	const cursor = query.cursor === undefined || again ? undefined : decode(query.cursor, sort);
	const back = cursor?.back ?? false;
	const side = back ? -1 : 1;
	const ahead = cursor
		? items.filter((item) => against(item, cursor.key, cursor.seq) * side > 0)
		: items;
	// Most orders go with the order of creation: begun at the right end, few items have to be moved.
	const inTurn = down !== back ? [...ahead].reverse() : ahead;
	const found =
		sort === '' ? inTurn.slice(0, size) : firstOf(inTurn, size, (a, b) => compare(a, b) * side);
	if (back) found.reverse();
	const isMoreAhead = ahead.length > found.length;
	const isMoreBehind = ahead.length < items.length;

	const address = (text: string) => {
		const own = `${request.protocol}://${request.host}`;
		const url = new URL(request.url, switches.nextOrigin ?? own);
		url.searchParams.set('cursor', text);
		return url.toString();
	};
	const at = (item: T, toBack?: boolean) =>
		address(encode({ seq: item.seq, key: order(item), sort, back: toBack }));
	const isMore = {
		next: back ? isMoreBehind : isMoreAhead,
		previous: back ? isMoreAhead : isMoreBehind,
	};
	let next = isMore.next && found.length > 0 ? at(found[found.length - 1]) : null;
	if (switches.repeatNext && found.length > 0) {
		next = query.cursor === undefined ? at(found[found.length - 1]) : address(query.cursor);
	}
	if (endlessList !== null) next = address(`${query.cursor ?? ''}x`);
	if (endlessList === 'empty') found.length = 0;
	return {
		next,
		previous: isMore.previous && found.length > 0 ? at(found[0], true) : null,
		...(switches.total ? { total: items.length } : {}),
		results: found.map(show),
	};
}
