import { hasBrackets } from '../fields/templateText';
import type { Execution } from './execution';
import type { ItemOperation, Operation } from './operation';

/** What `prepare` of the operation made of an item, or why it could not. */
export type Prepared = { value: unknown } | { refusal: unknown };

/**
 * Reads and checks the parameters of every item. Sends nothing.
 *
 * @returns one entry for each item, in item order; the same one where nothing can differ between items
 * @throws NodeOperationError for the first item that is wrong, unless all of them are to be collected
 */
export async function prepareAll(execution: Execution, operation: Operation): Promise<Prepared[]> {
	const { fns, reading, credentials, count } = execution;
	const all: Prepared[] = [];
	// What is made of all items together may take their JSON as it is.
	const sameForAll =
		operation.mode !== 'allItems' &&
		!mayVary(fns.getNode().parameters) &&
		!(await credentials.mayDiffer());
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		execution.stopIfCancelled(itemIndex);
		const first = all[0];
		if (sameForAll && first && 'value' in first) {
			all.push(first);
			continue;
		}
		try {
			all.push({ value: await operation.prepare(reading, itemIndex) });
			tellAboutVariables(execution, itemIndex);
		} catch (refusal) {
			// What goes out as one request is refused as one: with all that is wrong, not the first of it.
			const collects = operation.mode === 'allItems' || fns.continueOnFail();
			if (!collects) throw execution.worded(refusal, itemIndex);
			all.push({ refusal });
		}
	}
	// Of what goes out as one request, each account's part is checked when it is sent.
	if (operation.mode !== 'allItems') checkTogether(execution, operation, all);
	return all;
}

/** Puts in what is wrong with items because of the others. @throws NodeOperationError for the first of them */
function checkTogether(
	execution: Execution,
	operation: ItemOperation<unknown, unknown>,
	all: Prepared[],
): void {
	if (!operation.checkTogether) return;
	const items = all.flatMap((entry, itemIndex) =>
		'value' in entry ? [{ itemIndex, prepared: entry.value }] : [],
	);
	for (const [itemIndex, refusal] of operation.checkTogether(items)) {
		if (!execution.fns.continueOnFail()) throw execution.worded(refusal, itemIndex);
		all[itemIndex] = { refusal };
	}
}

/** Which variables were left to the agent; in the item only where one may not have been meant for it. */
function tellAboutVariables({ reading, warnings }: Execution, itemIndex: number): void {
	for (const { text, isDoubtful } of reading.variableNotes(itemIndex)) {
		if (isDoubtful) warnings.add(itemIndex, text);
		else warnings.hint(text);
	}
}

/** Parameters without brackets are the same for every item and need reading only once. */
function mayVary(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=') || hasBrackets(value);
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(mayVary);
}
