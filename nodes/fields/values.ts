import { roundedNumbers } from '../util/exactNumbers';
import { asJson, isRecord } from '../util/guards';
import { InputError } from '../errors/inputError';

/** The general form of a UUID; the API's IDs are UUIDs. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Most characters of a value that a message shows. */
const LONGEST_SHOWN = 60;

/**
 * Refuses an expression that gave nothing, where "nothing" could be taken for "clear it".
 *
 * @param label the field's label
 * @param clear how to clear on purpose, e.g. `[]`
 */
export function refuseMissing(label: string, clear: string): never {
	throw new InputError(
		`${label}: the expression gives no value for this item`,
		`To clear the field on purpose, let the expression give ${clear}. Otherwise check the name of the input field.`,
	);
}

/**
 * Reads a yes or no, also from expressions that give text.
 *
 * @throws InputError for anything but true, false, "true" and "false"
 */
export function readBoolean(value: unknown, label: string): boolean {
	const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (text === true || text === 'true') return true;
	if (text === false || text === 'false') return false;
	throw new InputError(
		`${label}: ${show(value)} is neither true nor false`,
		'Use the switch, or an expression that gives true or false.',
	);
}

/**
 * Reads a JSON field, given as text or, by an expression, as a ready object.
 *
 * @throws InputError when it is no JSON, or JSON but no object
 */
export function readJsonObject(value: unknown, label: string): Record<string, unknown> {
	const parsed = readJson(value, label);
	if (isRecord(parsed)) return parsed;
	throw new InputError(
		`${label}: ${show(parsed)} is not a JSON object`,
		'Put the names and values between curly brackets, such as {"name": "value"}.',
	);
}

/**
 * Reads a JSON field, given as text or, by an expression, as a ready value.
 *
 * @throws InputError when the text is no JSON
 */
export function readJson(value: unknown, label: string): unknown {
	if (typeof value !== 'string') return value;
	const parsed = parse(value);
	if ('value' in parsed) {
		const [rounded] = roundedNumbers(value);
		if (rounded === undefined) return parsed.value;
		throw new InputError(
			`${label}: the number ${rounded.literal.slice(0, 40)} has more digits than n8n can hold`,
			'Put it in quotation marks, so that it stays as it is.',
		);
	}
	throw new InputError(
		`${label}: this is not valid JSON`,
		`${parsed.reason}. Check quotes, commas and brackets.`,
	);
}

function parse(text: string): { value: unknown } | { reason: string } {
	try {
		return { value: JSON.parse(text) };
	} catch (error) {
		return { reason: error instanceof Error ? error.message : String(error) };
	}
}

/**
 * Makes the text by which a message shows a value.
 *
 * @returns short; quoted when the value is text
 */
export function show(value: unknown): string {
	if (value === undefined) return 'an empty value';
	const start = typeof value === 'string' ? value.slice(0, LONGEST_SHOWN) : value;
	const text = asJson(start) ?? 'a value that cannot be shown';
	const cut = text.length > LONGEST_SHOWN || start !== value;
	return cut ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
