import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './parameters';
import { InputError } from '../errors/inputError';
import { readBoolean, show } from './values';

/** Return All and Limit, as n8n's own nodes have them. */
export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** Simplify, as n8n's own nodes have it. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Whether the item wants what `simplifyField` offers. @throws InputError for anything but true and false */
export function readSimplify(fns: ParameterReader, itemIndex: number): boolean {
	return readBoolean(fns.getNodeParameter('simplify', itemIndex, true), simplifyField.displayName);
}

/**
 * Reads how many results are wanted.
 *
 * @param all whether all are wanted where the user left Return All as it was
 * @returns a whole number of at least 1; Infinity for all
 * @throws InputError when Limit is no such number
 */
export function readLimit(fns: ParameterReader, itemIndex: number, all = false): number {
	if (readBoolean(fns.getNodeParameter('returnAll', itemIndex, all), 'Return All')) return Infinity;
	const raw: unknown = fns.getNodeParameter('limit', itemIndex, 50);
	const limit = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
	throw new InputError(
		`Limit: ${show(raw)} is not a whole number of at least 1`,
		'Enter a number such as 50, or turn on Return All.',
	);
}
