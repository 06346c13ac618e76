import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { ApiError } from './apiError';
import { describeApiError, type WordingHelp } from './messages';
import { describeServiceError } from './serviceMessages';
import { InputError } from './inputError';
import { rowNames } from './itemErrors';
import { asSentence } from './sentences';
import { cleanText } from '../util/cleanText';

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
		const { message, description } =
			error.facts.operationWording ??
			(error.facts.service === undefined
				? describeApiError(error.facts, help)
				: describeServiceError(error.facts, error.facts.service));
		// Again, since names and IDs of the service come into the operations' own sentences.
		const wording = { message: cleanText(message), description: cleanText(description) };
		const httpCode = error.facts.status === undefined ? null : String(error.facts.status);
		// Only the wording goes in: n8n's own error would bring the request, key included, and its stock text.
		return new NodeApiError(
			node,
			{ ...wording },
			{ ...wording, ...at, ...(httpCode === null ? {} : { httpCode }) },
		);
	}
	if (error instanceof InputError) {
		return new NodeOperationError(node, cleanText(error.message), {
			...at,
			description: error.description === undefined ? undefined : cleanText(error.description),
		});
	}
	if (error instanceof NodeOperationError || error instanceof NodeApiError) {
		if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
		return error;
	}
	if (typeof error === 'string') return new NodeOperationError(node, cleanText(error), at);
	// n8n's own: an expression that fails, a file that cannot be stored.
	if (error instanceof Error && 'level' in error) return new NodeOperationError(node, error, at);
	return new NodeOperationError(node, `This step stopped unexpectedly (${nameOf(error)})`, {
		...at,
		description: `${saidBy(error)}This is most likely a fault of the node, or an answer of Ultravox that it does not know. What was done before is not undone, so look it up before you run this again. Please report it with what this step was to do.`,
	});
}

const LONGEST_UNEXPECTED = 200;

function nameOf(error: unknown): string {
	return error instanceof Error ? error.name : typeof error;
}

function saidBy(error: unknown): string {
	const text = cleanText(error instanceof Error ? error.message : '').slice(0, LONGEST_UNEXPECTED);
	return text === '' ? '' : `It says: ${text.replace(/\s*\.?\s*$/, '')}. `;
}

/** How a message begins that already says which rows it is about. */
const NAMES_ROWS = /^Rows? \d/;

function inRow(message: string, itemIndex: number): string {
	return NAMES_ROWS.test(message) ? message : `${rowNames([itemIndex])}: ${message}`;
}

/**
 * Says in an error's message which of several rows it is about. n8n's editor would put its own number behind the message,
 * counted from 0, so the index goes.
 *
 * @param error what toNodeError returned, to be thrown; it is changed
 * @param itemIndex zero-based index of the item
 */
export function withRow<Worded extends NodeApiError | NodeOperationError>(
	error: Worded,
	itemIndex: number,
): Worded {
	error.message = inRow(error.message, itemIndex);
	delete error.context.itemIndex;
	return error;
}

/**
 * The one text that stands for an error where there is room for one text only: the error output, Continue On Fail.
 *
 * @param error what toNodeError returned; one may be told for several items
 * @param itemIndex zero-based index of the item it is told for, where there are several
 * @returns row, message and advice, e.g. `Row 3: Auth Token: Too short. Change …`
 */
export function errorText(error: NodeApiError | NodeOperationError, itemIndex?: number): string {
	const message = itemIndex === undefined ? error.message : inRow(error.message, itemIndex);
	return [message, error.description]
		.filter((text): text is string => !!text)
		.map(asSentence)
		.join(' ');
}
