import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { FieldLabels } from '../errors/apiError';
import { chosen } from './choosable';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';

/**
 * A setting: how the editor shows it, and how its value becomes the API's.
 *
 * @typeParam More what its reader needs beside value and label, e.g. `[timeZone: string]`
 */
export interface Setting<More extends unknown[] = []> {
	field: INodeProperties;
	/**
	 * @param label the field's, for messages
	 * @throws InputError when the value cannot be right
	 */
	read(value: unknown, label: string, ...more: More): unknown;
	/** Object of the API that it stands in; undefined for the top level. */
	parent?: string;
}

/**
 * Decides about a value before its reader sees it: `clear` makes it null, `leaveOut` leaves it out.
 *
 * @throws InputError for what must not pass
 */
export type Decide = (value: unknown, field: INodeProperties) => 'read' | 'clear' | 'leaveOut';

/**
 * Makes the entries of a collection ("Additional Fields", "Update Fields").
 *
 * @param settings table entries, e.g. CALL_SETTINGS
 * @param more entries of the operation's own; all are sorted by label
 */
export function settingFields(
	settings: ReadonlyArray<Pick<Setting, 'field'>>,
	more: readonly INodeProperties[] = [],
): INodeProperties[] {
	return [...settings.map(({ field }) => field), ...more].sort(byLabel);
}

/**
 * Reads a collection's settings into the API's form. Only what is in the collection is in the result.
 *
 * @param given the collection's values; other entries are left alone
 * @param settings the settings to look for
 * @param decide by default every value is read, and an expression that gives nothing refused
 * @param more what the readers need beside value and label
 * @returns part of the API's body, e.g. `{ maxDuration: '900s', vadSettings: { turnEndpointDelay: '0.5s' } }`
 * @throws InputError naming the field's label
 */
export function readSettings<More extends unknown[] = []>(
	given: Record<string, unknown>,
	settings: ReadonlyArray<Setting<More>>,
	decide: Decide = refuseNothing,
	...more: More
): IDataObject {
	const body: IDataObject = {};
	for (const { field, read, parent } of settings) {
		const { name, displayName } = field;
		if (!(name in given)) continue;
		const set = chosen(given[name]);
		const what = decide(set, field);
		if (what === 'leaveOut') continue;
		const value = what === 'clear' ? null : (read(set, displayName, ...more) as IDataObject);
		if (parent === undefined) body[name] = value;
		else body[parent] = { ...(body[parent] as IDataObject | undefined), [name]: value };
	}
	return body;
}

/** @throws InputError for what an expression did not give */
export function refuseNothing(value: unknown, { displayName }: INodeProperties): 'read' {
	if (!isMissing(value)) return 'read';
	throw new InputError(
		`${displayName}: the expression gives no value for this item`,
		'Check the name of the input field, or remove this field.',
	);
}

/**
 * Takes labels for messages from the fields themselves.
 *
 * @param fields fields, or entries of a collection
 * @param names which of them
 * @returns the label of each, by the field's name
 */
export function labelsOf<Name extends string>(
	fields: readonly INodeProperties[],
	...names: Name[]
): Readonly<Record<Name, string>> {
	const labels = new Map(fields.map(({ name, displayName }) => [name, displayName]));
	return Object.fromEntries(names.map((name) => [name, labels.get(name) ?? name])) as Record<
		Name,
		string
	>;
}

/**
 * Lists the labels of settings, for what the API says about them.
 *
 * @param settings the settings
 * @param prefix object of the API's body that they stand in, e.g. `callTemplate.`
 */
export function settingLabels(
	settings: ReadonlyArray<Pick<Setting, 'field' | 'parent'>>,
	prefix = '',
): FieldLabels {
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
