import { toDuration } from './duration';
import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';
import { show } from './values';

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
 * @throws InputError when it is empty
 */
export function readFilled(value: unknown, label: string): string {
	const text = readText(value, label).trim();
	if (text !== '') return text;
	throw new InputError(`${label}: this field is empty`, 'Fill it in, or remove it.');
}

/** Makes a reader for numbers, also given as text, from `least` to `most`. */
export function numberWithin(least: number, most: number) {
	return (value: unknown, label: string): number => {
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof number === 'number' && number >= least && number <= most) return number;
		throw new InputError(
			`${label}: ${show(value)} is not a number from ${least} to ${most}`,
			`Enter a number such as ${(least + most) / 2}.`,
		);
	};
}

/** Reads seconds, in the API's form. @throws InputError */
export const readSeconds = (value: unknown, label: string) => toDuration(value, label);

/** Reads seconds, more than none. @throws InputError */
export const readSomeSeconds = (value: unknown, label: string) => toDuration(value, label, 1);

/** Makes a reader for one of the names that the API knows. */
export function oneOf(...names: string[]) {
	return (value: unknown, label: string): string => {
		const name = typeof value === 'string' ? value.trim() : '';
		if (names.includes(name)) return name;
		throw new InputError(`${label}: ${show(value)} is not a choice`, 'Choose from the list.');
	};
}

/** The rows of a list in the editor, `{ values: [row] }`, or a list of rows from an expression. */
export function rowsOf(value: unknown, label: string): Array<Record<string, unknown>> {
	const rows = isRecord(value) ? (value.values ?? []) : value;
	if (Array.isArray(rows) && rows.every(isRecord)) return rows;
	throw new InputError(`${label}: ${show(value)} is not a list of rows`, 'Add rows one by one.');
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
