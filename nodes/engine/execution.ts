import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { CANCELED } from '../errors/messages';
import { toNodeError, withRow } from '../errors/nodeError';
import type { TemplateReader } from '../fields/templateReader';
import type { CredentialReader } from '../util/credentialReader';
import { Accounts } from './accounts';
import { failedItem, hasSeveral } from './failedItem';
import type { Operation } from './operation';
import { readRequestOptions } from './requestOptions';
import { Warnings } from './warnings';

/** What the items of one execution share, and what becomes of those that fail. */
export class Execution {
	readonly accounts: Accounts;

	readonly warnings: Warnings;

	/** Number of input items. */
	readonly count: number;

	/** @throws InputError for what is set under Options */
	constructor(
		readonly fns: IExecuteFunctions,
		private readonly operation: Operation,
		readonly reading: TemplateReader,
		readonly credentials: CredentialReader,
	) {
		this.count = fns.getInputData().length;
		this.warnings = new Warnings(fns);
		this.accounts = new Accounts(fns, readRequestOptions(reading, 0), credentials);
	}

	/**
	 * Words an error as n8n shows it, with the operation's sentences and labels.
	 *
	 * @param error whatever was thrown
	 * @param itemIndex zero-based; undefined when no single item is meant
	 * @returns the error to throw
	 */
	worded(error: unknown, itemIndex: number | undefined) {
		const worded = toNodeError(this.fns.getNode(), error, itemIndex, this.operation);
		return itemIndex !== undefined && hasSeveral(this.fns) ? withRow(worded, itemIndex) : worded;
	}

	/**
	 * Makes Continue On Fail's output for an item, and keeps its error in `failures`.
	 *
	 * @param error whatever was thrown
	 * @param itemIndex zero-based
	 */
	failedItem(error: unknown, itemIndex: number): INodeExecutionData {
		return failedItem(this.fns, error, itemIndex, this.operation);
	}

	/**
	 * Ends the execution with an item's error, or makes Continue On Fail's output of it.
	 *
	 * @param itemIndex zero-based
	 * @throws NodeApiError or NodeOperationError, unless the node continues on fail
	 */
	failedOrThrown(error: unknown, itemIndex: number): INodeExecutionData {
		if (this.mustStop(error)) throw this.worded(error, itemIndex);
		return this.failedItem(error, itemIndex);
	}

	/** Whether an error ends the execution: each does without Continue On Fail, a cancelled request always. */
	mustStop(error: unknown): boolean {
		const isCancelled = error instanceof ApiError && error.facts.kind === 'cancelled';
		return isCancelled || !this.fns.continueOnFail();
	}

	/** @throws NodeOperationError once the execution is cancelled */
	stopIfCancelled(itemIndex: number): void {
		if (this.fns.getExecutionCancelSignal()?.aborted) throw this.worded(CANCELED, itemIndex);
	}
}
