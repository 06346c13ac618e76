import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorText, toNodeError } from '../errors/nodeError';
import type { Operation } from './operation';

/**
 * Makes the output of Continue On Fail for an item.
 *
 * @param error what was thrown for it
 * @param itemIndex zero-based
 * @param operation whose sentences and labels the message uses, once it is known
 */
export function failedItem(
	fns: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	operation?: Operation,
): INodeExecutionData {
	const worded = toNodeError(fns.getNode(), error, itemIndex, operation);
	const row = hasSeveral(fns) ? itemIndex : undefined;
	return { json: { error: errorText(worded, row) }, pairedItem: { item: itemIndex } };
}

/** Whether messages have to say which item is meant: the input has more than one. */
export function hasSeveral(fns: IExecuteFunctions): boolean {
	return fns.getInputData().length > 1;
}
