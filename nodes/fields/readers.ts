import { toDuration } from './duration';
import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';
import { idIn } from './locators';
import { refuseMissing, show } from './values';

/**
 * Reads a text.
 *
 * @returns the text; an empty one stands for "none", where the API has that
 * @throws InputError for anything but text or a number
 */
export function readText(value: unknown, label: string): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	throw new InputError(`${label}: ${show(value)} is not a text`, 'Check the expression.');
}

/**
 * Reads a text that has to say something, without white space around it.
 *
 * @param longest most characters
 * @throws InputError when it is empty or too long
 */
export function readRequiredText(value: unknown, label: string, longest = Infinity): string {
	const text = isMissing(value) ? '' : readText(value, label).trim();
	if (text === '') {
		throw new InputError(`${label}: this field is empty`, 'Fill it in, or remove it.');
	}
	if (text.length <= longest) return text;
	throw new InputError(
		`${label}: it has ${text.length} characters, and ${longest} is the most`,
		'Use a shorter one.',
	);
}

/**
 * Reads a web address.
 *
 * @param longest most characters
 * @returns the address as it was given, without white space around it
 * @throws InputError for anything that does not begin with http:// or https://, or cannot be one
 */
export function readUrl(value: unknown, label: string, longest = Infinity): string {
	const text = readRequiredText(value, label, longest);
	if (/^https?:\/\//i.test(text) && !/\s/.test(text) && URL.canParse(text)) return text;
	throw new InputError(
		`${label}: ${show(value)} is not a web address`,
		'Enter one such as https://example.com/hook.',
	);
}

/**
 * Makes a reader for numbers, also given as text.
 *
 * @param least smallest allowed, as most is the largest
 * @returns a reader that throws an InputError with the field's label for anything else
 */
export function readNumber(least: number, most: number) {
	return (value: unknown, label: string): number => {
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof number === 'number' && number >= least && number <= most) return number;
		throw new InputError(
			`${label}: ${show(value)} is not a number from ${least} to ${most}`,
			`Enter a number such as ${(least + most) / 2}.`,
		);
	};
}

/** Reads a number of seconds, 0 or more. @returns the API's form, e.g. `0.5s` @throws InputError for anything else */
export const readSeconds = (value: unknown, label: string) => toDuration(value, label);

/** Reads a number of seconds, 1 or more. @returns the API's form, e.g. `30s` @throws InputError for anything else */
export const readSomeSeconds = (value: unknown, label: string) => toDuration(value, label, 1);

/**
 * Makes a reader for one of the names that the API knows.
 *
 * @param names all of them, spelt as the API does
 * @returns a reader that throws an InputError with the field's label for anything else
 */
export function readChoice(...names: string[]) {
	return (value: unknown, label: string): string => {
		const name = typeof value === 'string' ? value.trim() : '';
		if (names.includes(name)) return name;
		throw new InputError(`${label}: ${show(value)} is not a choice`, 'Choose from the list.');
	};
}

/**
 * Reads the rows of a list.
 *
 * @param value what the editor stores, `{ [group]: [row] }`, or a list of rows from an expression
 * @param label the field's label
 * @param group under which name the editor stores the rows
 * @returns the rows; none only where the list itself is there and empty. An object without the list, as the editor stores
 *   it for a field without rows, could mean anything, and so does not clear what is stored
 * @throws InputError for anything else
 */
export function readRows(
	value: unknown,
	label: string,
	group = 'values',
): Array<Record<string, unknown>> {
	if (isMissing(value)) refuseMissing(label, `{ "${group}": [] }`);
	const rows = isRecord(value) ? value[group] : value;
	if (rows === undefined) {
		throw new InputError(
			`${label}: there are no rows`,
			`Add a row, or remove the field. An expression has to give a list of rows, or { "${group}": […] }.`,
		);
	}
	if (!Array.isArray(rows)) {
		throw new InputError(`${label}: ${show(value)} is not a list of rows`, 'Add rows one by one.');
	}
	const wrong = rows.findIndex((row: unknown) => !isRecord(row));
	if (wrong < 0) return rows as Array<Record<string, unknown>>;
	throw new InputError(
		`${label}: Row ${wrong + 1} is not a row of the list, but ${show(rows[wrong])}`,
		'Add rows one by one.',
	);
}

/**
 * Reads a list of agents.
 *
 * @param value list of IDs, or one text with IDs separated by commas; an empty list or text is an empty list
 * @param label the field's label
 * @returns the IDs in lower case, without duplicates, in the order given
 * @throws InputError when one is no ID, or is missing: nothing is left out silently
 */
export function readIds(value: unknown, label: string): string[] {
	if (isMissing(value)) refuseMissing(label, '[] or empty text');
	const isText = typeof value === 'string';
	if (isText && value.trim() === '') return [];
	const entries: unknown = isText ? value.split(',') : value;
	if (!Array.isArray(entries)) {
		throw new InputError(
			`${label}: ${show(value)} is not a list of agents`,
			'Choose agents from the list, or use an expression that gives a list of agent IDs or IDs separated by commas.',
		);
	}
	const ids = entries.map((entry: unknown) => {
		if (isText && String(entry).trim() === '') {
			throw new InputError(
				`${label}: there is nothing between two commas, or at one end of ${show(value)}`,
				'One of the values that the list is made of is missing for this item. Check the names of the input fields.',
			);
		}
		const id = idIn(entry);
		if (id !== undefined) return id;
		throw new InputError(
			`${label}: ${show(entry)} is not an agent ID`,
			'An agent ID looks like 7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413. Choose the agent from the list, or copy its ID from the Ultravox console.',
		);
	});
	return [...new Set(ids)];
}

/**
 * Whether a part of a row was left alone: its name is not there, or its text is empty.
 *
 * @param row the row
 * @param name the part's parameter name
 * @param label the row's label
 * @throws InputError when an expression found nothing; that must not pass for "left alone"
 */
export function isLeftAlone(row: Record<string, unknown>, name: string, label: string): boolean {
	const value = row[name];
	if (name in row && isMissing(value)) {
		throw new InputError(
			`${label}: the expression gives no value for this item`,
			'Check the name of the input field.',
		);
	}
	return value === undefined || (typeof value === 'string' && value.trim() === '');
}
