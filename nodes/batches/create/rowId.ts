import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../../errors/inputError';
import { isExpression } from '../../fields/expressions';
import type { ParameterReader } from '../../fields/parameters';
import { readSearchable } from '../../fields/searchable';
import { switchOf } from '../../fields/switches';

/** Recognises a row in later runs. */
export const rowIdField: INodeProperties = {
	displayName: 'Row ID',
	name: 'rowId',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.customerNumber }}',
	description:
		'What tells the rows apart for good, such as a customer number. Get Calls gives it back, so that what came of a call can be joined to its row, and with Skip Rows of Earlier Batches nobody is called twice. Without it each row gets an ID of this execution.',
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
 * @param fns reads the parameters
 * @param itemIndex zero-based index of the item
 * @throws InputError when the ID cannot be right, or is needed and not there
 */
export function readRowIdentity(fns: ParameterReader, itemIndex: number): RowIdentity {
	const { name, displayName: label } = rowIdField;
	const given: unknown = fns.getNodeParameter(name, itemIndex, '');
	const hasId = given !== '' || isExpression(fns, name);
	const rowId = hasId ? readSearchable(given, label) : undefined;
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	const skipEarlier = switchOf(options, skipEarlierField.name, false, skipEarlierField.displayName);
	if (rowId === undefined && skipEarlier) {
		throw new InputError(
			`${label}: it is needed to recognise rows of earlier batches`,
			`Fill in ${label} with an expression that gives something lasting such as a customer number.`,
		);
	}
	return { skipEarlier, ...(rowId === undefined ? {} : { rowId }) };
}
