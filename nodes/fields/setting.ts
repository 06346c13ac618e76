import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { FieldLabels } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';

/** A setting of calls: how the editor shows it, and how its value becomes the API's. */
export interface Setting {
	field: INodeProperties;
	/** @throws InputError when the value cannot be right */
	read(value: unknown, label: string): unknown;
	/** Object of the API that it stands in; undefined for the top level. */
	parent?: string;
}

/**
 * Makes the entries of a collection ("Additional Fields", "Update Fields") for settings of calls.
 *
 * @param settings CALL_SETTINGS, AGENT_SETTINGS or both
 * @param more entries of the operation's own; all are sorted by label
 */
export function settingFields(
	settings: readonly Setting[],
	more: readonly INodeProperties[] = [],
): INodeProperties[] {
	return [...settings.map(({ field }) => field), ...more].sort(byLabel);
}

/**
 * Reads a collection's settings of calls into the API's form. Only what is in the collection is in the result.
 *
 * @param given the collection's values; other entries are left alone
 * @param settings the settings to look for
 * @returns part of the API's body, e.g. `{ maxDuration: '900s', vadSettings: { turnEndpointDelay: '0.5s' } }`
 * @throws InputError naming the field's label, also when an expression gives nothing
 */
export function readSettings(
	given: Record<string, unknown>,
	settings: readonly Setting[],
): IDataObject {
	const body: IDataObject = {};
	for (const { field, read, parent } of settings) {
		const { name, displayName } = field;
		if (!(name in given)) continue;
		if (isMissing(given[name])) {
			throw new InputError(
				`${displayName}: the expression gives no value for this item`,
				'Check the name of the input field, or remove this field.',
			);
		}
		const value = read(given[name], displayName) as IDataObject;
		if (parent === undefined) body[name] = value;
		else body[parent] = { ...(body[parent] as IDataObject | undefined), [name]: value };
	}
	return body;
}

/**
 * Lists the labels of settings, for what the API says about them.
 *
 * @param settings the settings
 * @param prefix object of the API's body that they stand in, e.g. `callTemplate.`
 */
export function settingLabels(settings: readonly Setting[], prefix = ''): FieldLabels {
	return Object.fromEntries(
		settings.map(({ field: { name, displayName }, parent }) => [
			`${prefix}${parent === undefined ? '' : `${parent}.`}${name}`,
			displayName,
		]),
	);
}

/**
 * Compares two fields by their labels, for sorting. Labels are English; comparing them by the rules of a language would
 * load those rules, which takes longer than all else that the package does at n8n's start (7 of 17 ms, n8n 2.41.1).
 */
export function byLabel(
	{ displayName: one }: INodeProperties,
	{ displayName: other }: INodeProperties,
): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}
