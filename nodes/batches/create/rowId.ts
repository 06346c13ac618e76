import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../../errors/inputError';
import { readRequiredText } from '../../fields/readers';
import { readSearchable } from '../../fields/searchable';
import { switchOf } from '../../fields/switches';

/** Recognises a row in later runs. An entry of Additional Fields. */
export const rowIdField: INodeProperties = {
	displayName: 'Row ID',
	name: 'rowId',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.customerNumber }}',
	description:
		'Something lasting that is different for each row, such as a customer number. Get Calls gives it back, so that results can be joined to rows. Without it each row gets an ID of this execution.',
};

/** Leaves out rows that an earlier batch has. An entry of Options. */
export const skipEarlierField: INodeProperties = {
	displayName: 'Skip Rows of Earlier Batches',
	name: 'skipEarlierRows',
	type: 'boolean',
	default: true,
	description:
		'Whether to leave out rows whose Row ID is in an earlier batch of the agent, so that running this again calls nobody twice. Rows that could not be called are not left out.',
};

/** How a row is recognised. */
export interface RowIdentity {
	/** The ID that the user gave the row. */
	rowId?: string;
	/** Whether the row is left out if an earlier batch has it. */
	skipEarlier: boolean;
}

/**
 * Reads how a row is recognised.
 *
 * @param given values of Additional Fields
 * @param options values of Options
 * @throws InputError when the ID cannot be right, or is needed and not there
 */
export function readRowIdentity(given: Record<string, unknown>, options: unknown): RowIdentity {
	const { name, displayName: label } = rowIdField;
	const rowId =
		name in given ? readSearchable(readRequiredText(given[name], label), label) : undefined;
	const skipEarlier = switchOf(options, skipEarlierField.name, false, skipEarlierField.displayName);
	if (rowId === undefined && skipEarlier) {
		throw new InputError(
			`${label}: it is needed to recognise rows of earlier batches`,
			`Add ${label} under Additional Fields, with an expression that gives something lasting such as a customer number.`,
		);
	}
	return { skipEarlier, ...(rowId === undefined ? {} : { rowId }) };
}
