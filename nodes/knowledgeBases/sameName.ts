import type { PreparedItem } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { rowNames } from '../errors/itemErrors';
import { show } from '../fields/values';
import { nameOfWish, type SourceWish } from './addOptions';

/**
 * Refuses items of one run that would replace one another: in the end there would be what the last of them has added, and
 * nothing of the others, though all would look done.
 *
 * @param items those that passed every check so far
 * @param advice how to have what is in all of them; whole sentences
 * @param isSame whether several that want the very same do no harm
 * @returns refusals by item index
 */
export function refuseReplacingOneAnother<Wish extends SourceWish>(
	items: Array<PreparedItem<Wish>>,
	advice: string,
	isSame: (wishes: Wish[]) => boolean = () => false,
): Map<number, InputError> {
	const groups = new Map<string, Array<PreparedItem<Wish>>>();
	for (const item of items) {
		const name = nameOfWish(item.prepared);
		if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), item]);
	}
	const refusals = new Map<number, InputError>();
	for (const group of groups.values()) {
		if (group.length === 1 || isSame(group.map(({ prepared }) => prepared))) continue;
		const rows = rowNames(group.map(({ itemIndex }) => itemIndex));
		const [{ prepared }] = group;
		const refusal = new InputError(
			`${rows}: Source Name: it is ${show(prepared.name)} in each of them, so each would replace the one before`,
			`Nothing was changed for them. ${advice}`,
		);
		for (const { itemIndex } of group) refusals.set(itemIndex, refusal);
	}
	return refusals;
}
