import { InputError } from './inputError';

/** Why one row cannot be sent. */
export interface ItemError {
	/** Zero-based index of the item. */
	itemIndex: number;
	message: string;
	description?: string | null;
}

const MOST_EXPLAINED = 10;

/**
 * Names input items as a reader counts them, from 1, neighbours joined.
 *
 * @param itemIndexes zero-based, in any order
 * @returns e.g. `Row 3`, `Rows 3, 7 and 12`, `Rows 1–500 and 502`
 */
export function rowNames(itemIndexes: readonly number[]): string {
	const sorted = [...new Set(itemIndexes)].sort((one, other) => one - other);
	const spans: Array<{ from: number; to: number }> = [];
	for (const index of sorted) {
		const last = spans[spans.length - 1];
		if (last?.to === index - 1) last.to = index;
		else spans.push({ from: index, to: index });
	}
	const names = spans.flatMap(({ from, to }) => {
		if (to - from > 1) return [`${from + 1}–${to + 1}`];
		return from === to ? [String(from + 1)] : [String(from + 1), String(to + 1)];
	});
	const last = names.pop() ?? '';
	const list = names.length > 0 ? `${names.join(', ')} and ${last}` : last;
	return `${sorted.length === 1 ? 'Row' : 'Rows'} ${list}`;
}

/**
 * Puts what is wrong with several rows into one message that names all of them.
 *
 * @param refused the rows, at least one
 * @param count how many rows the input has
 */
export function joinItemErrors(refused: readonly ItemError[], count: number): InputError {
	const groups = new Map<string, ItemError[]>();
	for (const row of refused) {
		const group = groups.get(row.message);
		if (group) group.push(row);
		else groups.set(row.message, [row]);
	}
	const [[first]] = groups.values();
	const advice = first.description ?? '';
	if (groups.size === 1) {
		return refused.length === count
			? new InputError(first.message, advice)
			: new InputError(`${namesOf(refused)}: ${first.message}`, advice);
	}
	const explained = [...groups.values()]
		.slice(0, MOST_EXPLAINED)
		.map((group) => `${namesOf(group)}: ${group[0].message}`);
	const more = groups.size - explained.length;
	if (more > 0) explained.push(`and ${more} more`);
	return new InputError(
		`${namesOf(refused)} cannot be sent`,
		`${explained.join('. ')}. Nothing was sent.`,
	);
}

function namesOf(refused: readonly ItemError[]): string {
	return rowNames(refused.map(({ itemIndex }) => itemIndex));
}
