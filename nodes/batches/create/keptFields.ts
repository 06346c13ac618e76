import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { RESERVED as RESERVED_METADATA } from '../../calls/metadata';
import { InputError } from '../../errors/inputError';
import { checkSearchable } from '../../fields/searchable';
import { readText } from '../../fields/readers';
import { show } from '../../fields/values';
import { asJson } from '../../util/guards';
import { KEPT_FIELDS, ROW_ID, RUN_ID } from '../metadataNames';
import { LINE_NAMES } from '../output';

/** Which fields of the input come back with the row. */
export const keepFieldsField: INodeProperties = {
	displayName: 'Fields to Keep',
	name: 'keepFields',
	type: 'string',
	default: '',
	placeholder: 'e.g. name, customerNumber',
	description:
		'Names of fields of the input that Get Calls is to give back with each row, separated by commas. They are kept as text in the metadata of the calls at Ultravox, so name only what may be stored there.',
};

const LABEL = keepFieldsField.displayName;
const OWN_NAMES = new Set([KEPT_FIELDS, ROW_ID, RUN_ID]);

/**
 * Reads the names of the input fields that are to be kept with the calls.
 *
 * @param value names separated by commas, or a list of them
 * @throws InputError for names that the output of Get Calls, or the metadata, has no room for
 */
export function readKeptNames(value: unknown): string[] {
	const given: unknown[] = Array.isArray(value) ? value : readText(value, LABEL).split(',');
	const names = given.map((name) => readText(name, LABEL).trim()).filter((name) => name !== '');
	for (const name of names) checkName(name);
	return [...new Set(names)];
}

function checkName(name: string): void {
	checkSearchable(name, LABEL);
	const rename = 'Give the field another name before this step, with Edit Fields, and keep that.';
	if (LINE_NAMES.has(name)) {
		throw new InputError(`${LABEL}: Get Calls has a field ${show(name)} of its own`, rename);
	}
	if (name.startsWith(RESERVED_METADATA) || OWN_NAMES.has(name) || /[\r\n]/.test(name)) {
		throw new InputError(`${LABEL}: the name ${show(name)} cannot be used`, rename);
	}
}

/**
 * Takes the fields that are to be kept out of an item, as the metadata of its call.
 *
 * @param names what readKeptNames gave
 * @param json the item's
 * @returns texts by name, with the names themselves under `n8nKeptFields`; a field that is empty in this item is left out
 * @throws InputError for a field that the item does not have
 */
export function keptMetadata(names: readonly string[], json: IDataObject): Record<string, string> {
	if (names.length === 0) return {};
	const kept: Record<string, string> = { [KEPT_FIELDS]: names.join('\n') };
	for (const name of names) {
		const value: unknown = Object.hasOwn(json, name) ? json[name] : undefined;
		if (value === undefined) {
			throw new InputError(
				`${LABEL}: the item has no field ${show(name)}`,
				'Write the names as the input has them, separated by commas. Fields inside others have to be taken out first, with Edit Fields.',
			);
		}
		if (value === null || value === '') continue;
		const text = typeof value === 'string' ? value : (asJson(value) ?? '');
		checkSearchable(text, LABEL);
		kept[name] = text;
	}
	return kept;
}
