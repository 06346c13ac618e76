import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { readRows } from './readers';
import { readJsonObject, refuseMissing, show } from './values';

/**
 * Makes a list of name and value rows, stored as `{ values: [{ name, value }] }`.
 *
 * @param displayName label
 * @param name parameter name; the JSON twin has the same name with `Json` behind it
 * @param description what the pairs are for
 */
export function keyValueField(
	displayName: string,
	name: string,
	description: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' },
		placeholder: 'Add Value',
		default: {},
		description,
		options: [
			{
				displayName: 'Value',
				name: 'values',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. customerName',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. Ada',
					},
				],
			},
		],
	};
}

/**
 * Makes the JSON twin of keyValueField.
 *
 * @param displayName label of the rows; " (JSON)" is added
 * @param name parameter name of the rows
 */
export function keyValueJsonField(
	displayName: string,
	name: string,
	description: string,
): INodeProperties {
	const label = `${displayName} (JSON)`;
	return {
		displayName: label,
		name: `${name}Json`,
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "customerName": "Ada" }',
		description,
	};
}

/**
 * Reads rows and their JSON twin from a collection and puts them together; a row wins over the JSON.
 *
 * @param given the collection's values
 * @param name parameter name of the rows
 * @param label label of the rows
 * @returns the pairs; undefined when neither was set
 * @throws InputError for a row without a name or without a value, the same name twice, or JSON that is no object. A null
 *   is possible in the JSON only, where it stands on purpose.
 */
export function readKeyValues(
	given: Record<string, unknown>,
	name: string,
	label: string,
): Record<string, unknown> | undefined {
	const jsonName = `${name}Json`;
	if (!(name in given) && !(jsonName in given)) return undefined;
	const json = jsonName in given ? given[jsonName] : {};
	if (isMissing(json)) refuseMissing(`${label} (JSON)`, '{}');
	const pairs = new Map(Object.entries(readJsonObject(json, `${label} (JSON)`)));
	for (const [key, value] of pairs) {
		// JSON has no such value: an expression that makes an object found nothing for it.
		if (value === undefined) refuseWithoutValue(`${label} (JSON)`, key);
	}
	const fromRows = new Set<string>();
	for (const [key, value] of name in given ? readPairs(given[name], label) : []) {
		if (fromRows.has(key)) {
			throw new InputError(
				`${label}: the name ${show(key)} is there twice`,
				'Remove one of the two rows.',
			);
		}
		fromRows.add(key);
		pairs.set(key, value);
	}
	return Object.fromEntries(pairs);
}

function readPairs(value: unknown, label: string): Array<[string, unknown]> {
	return readRows(value, label).map((row, index) => {
		const key = typeof row.name === 'string' ? row.name.trim() : '';
		if (key === '') {
			throw new InputError(
				`${label}: Row ${index + 1} has no name`,
				'Give it a name or remove the row.',
			);
		}
		if (isMissing(row.value)) refuseWithoutValue(label, key);
		return [key, row.value];
	});
}

/** An empty text would be handed over, and said or kept, as if it were meant. */
export function refuseWithoutValue(label: string, name: string): never {
	throw new InputError(
		`${label}: ${show(name)} has no value for this item`,
		'Check the name of the input field in its expression, give it a value, or leave the name out.',
	);
}
