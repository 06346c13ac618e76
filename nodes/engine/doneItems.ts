import { deepCopy, type IExecuteFunctions } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { toResult } from '../util/result';
import type { Once, OperationResult } from './operation';
import { createTryMemory, type TryMemory } from './tryMemory';

/** What an earlier try did for an item; without a result nobody knows how it went. */
interface Done {
	result?: OperationResult;
}

const openItems = createTryMemory<Done>();

/** Remembers for which items an operation was done, as Retry On Fail runs the node again from its first item. */
export class DoneItems {
	private readonly items: TryMemory<Done>;

	/**
	 * @param fns n8n's functions for this try
	 * @param once of the operation
	 */
	constructor(
		fns: IExecuteFunctions,
		private readonly once: Once,
	) {
		this.items = openItems(fns);
	}

	/**
	 * Does work for an item, unless an earlier try of this run has.
	 *
	 * @param itemIndex zero-based index of the item
	 * @param work answers with a result that can be copied as JSON
	 * @returns what `work` answered, in this try or an earlier one
	 * @throws InputError where nobody knows whether an earlier try has done it; what `work` throws
	 */
	async do(itemIndex: number, work: () => Promise<OperationResult>): Promise<OperationResult> {
		const { inDoubt } = this.once;
		const earlier = this.items.get(itemIndex);
		if (earlier?.result) return deepCopy(earlier.result);
		if (earlier && inDoubt) throw new InputError(inDoubt.message, inDoubt.description);
		this.items.set(itemIndex, {});
		const outcome = await toResult(work());
		if ('value' in outcome) {
			this.items.set(itemIndex, { result: deepCopy(outcome.value) });
			return outcome.value;
		}
		const { error } = outcome;
		const isUndone = error instanceof ApiError ? error.wasNotApplied : error instanceof InputError;
		if (isUndone) this.items.delete(itemIndex);
		throw error;
	}
}
