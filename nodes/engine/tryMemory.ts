import type { IExecuteFunctions } from 'n8n-workflow';

/** What all tries of one run of a node share about an item. */
export interface TryMemory<T> {
	/** @param itemIndex zero-based index of the item in this try */
	get(itemIndex: number): T | undefined;
	set(itemIndex: number, value: T): void;
	delete(itemIndex: number): void;
}

/**
 * Makes a memory by which a try of "Retry On Fail" recognises the items of the tries before it.
 *
 * n8n gives every run of a node item objects of its own, and gives the same ones to each try of that run (2.41.1 and
 * 1.123.81), in whatever order an expression may have put them. So it is the object that tells a retry from another
 * round of a loop, another branch or another execution, where the texts may be the same or may have changed. As the tool
 * of an AI agent the item may be wrapped anew, and counted as another run, for each try; what the model said is the same
 * object then. All tries happen in one process, so nothing needs to be stored, and what is known of an item goes with it.
 *
 * @returns opens the memory for a try
 */
export function createTryMemory<T>(): (fns: IExecuteFunctions) => TryMemory<T> {
	const known = new WeakMap<object, Map<string, T>>();
	return (fns) => {
		const { id, type } = fns.getNode();
		const isTool = type.endsWith('Tool');
		const run = isTool ? id : `${id} ${String(fns.getWorkflowDataProxy(0).$runIndex)}`;
		const items = fns.getInputData();
		const anchor = (itemIndex: number): object =>
			isTool ? items[itemIndex].json : items[itemIndex];
		return {
			get: (itemIndex) => known.get(anchor(itemIndex))?.get(run),
			set(itemIndex, value) {
				const runs = known.get(anchor(itemIndex)) ?? new Map<string, T>();
				known.set(anchor(itemIndex), runs.set(run, value));
			},
			delete(itemIndex) {
				known.get(anchor(itemIndex))?.delete(run);
			},
		};
	};
}
