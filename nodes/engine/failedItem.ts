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
	return { json: { error: errorText(worded, itemIndex) }, pairedItem: { item: itemIndex } };
}
