import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { ApiError } from './apiError';
import { describeApiError, type WordingHelp } from './messages';
import { InputError } from './inputError';

/**
 * Turns whatever went wrong with an item into the error that n8n shows.
 *
 * @param node the node, as n8n wants it in its errors
 * @param error an ApiError, an InputError, one of n8n's errors, or anything else
 * @param itemIndex zero-based index of the item; undefined when no single item is meant
 * @param help the operation's labels and sentences
 * @returns a NodeApiError for what the API did, a NodeOperationError for what the user entered
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex: number | undefined,
	help: WordingHelp = {},
): NodeApiError | NodeOperationError {
	const at = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof ApiError) {
		const wording = error.facts.own ?? describeApiError(error.facts, help);
		const httpCode = error.facts.status === undefined ? null : String(error.facts.status);
		// Only the wording goes in: n8n's own error would bring the request, key included, and its stock text.
		return new NodeApiError(
			node,
			{ ...wording },
			{ ...wording, ...at, ...(httpCode === null ? {} : { httpCode }) },
		);
	}
	if (error instanceof InputError) {
		return new NodeOperationError(node, error.message, { ...at, description: error.description });
	}
	if (error instanceof NodeOperationError || error instanceof NodeApiError) {
		if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
		return error;
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), at);
}

/**
 * The one text that stands for an error where there is room for one text only: the error output, Continue On Fail.
 *
 * @param error what toNodeError returned
 * @param item the item it is told for, zero-based; one error may be told for several
 * @returns message, advice and item, e.g. `Auth Token: Too short. Change … [item 3]`
 */
export function errorText(
	error: NodeApiError | NodeOperationError,
	item: unknown = error.context.itemIndex,
): string {
	const sentences = [error.message, error.description].filter((text): text is string => !!text);
	const text = sentences.map((sentence) => `${sentence.trim().replace(/\.$/, '')}.`).join(' ');
	return typeof item === 'number' ? `${text} [item ${item}]` : text;
}
