import { isRecord } from './guards';

/** A number of a JSON text that JavaScript cannot hold with all its digits. */
export interface RoundedNumber {
	/** Names and positions that lead to it, e.g. `['callTemplate', 'contextSchema', 'maximum']`. */
	path: string[];
	/** As the text has it. */
	literal: string;
}

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** A number of so many digits, without an exponent, is written again as it was. */
const SAFE_DIGITS = 15;

/**
 * Finds the numbers that JSON.parse changes, such as integers beyond 2^53.
 *
 * @param json valid JSON
 * @returns none for almost every text, after one pass over it
 */
export function roundedNumbers(json: string): RoundedNumber[] {
	const literals: string[] = [];
	// A number that would change becomes a text that stands for it, so that its place can be found.
	const marked = json.replace(TOKENS, (token) => {
		const short = token.length <= SAFE_DIGITS && !/e/i.test(token);
		if (token.startsWith('"') || short || isKept(token)) return token;
		return JSON.stringify(`${MARK}${literals.push(token) - 1}`);
	});
	if (literals.length === 0) return [];
	const found: RoundedNumber[] = [];
	collect(JSON.parse(marked), [], literals, found);
	return found;
}

/** No text of JSON begins with it but on purpose: half of a surrogate pair. */
const MARK = '\udfff n8n number ';

function collect(value: unknown, path: string[], literals: string[], found: RoundedNumber[]): void {
	if (typeof value === 'string' && value.startsWith(MARK)) {
		const literal = literals[Number(value.slice(MARK.length))];
		if (literal !== undefined) found.push({ path, literal });
	} else if (Array.isArray(value) || isRecord(value)) {
		for (const [name, inner] of Object.entries(value)) {
			collect(inner, [...path, name], literals, found);
		}
	}
}

function isKept(literal: string): boolean {
	const number = Number(literal);
	return Number.isFinite(number) && canonical(String(number)) === canonical(literal);
}

/** One form for all ways to write a number: its digits without zeros at the ends, and the exponent of the last one. */
function canonical(literal: string): string {
	const [mantissa, exponent = '0'] = literal.toLowerCase().replace(/^[-+]/, '').split('e');
	const [whole, fraction = ''] = mantissa.split('.');
	const digits = (whole + fraction).replace(/^0+/, '');
	const end = lastDigit(digits) + 1;
	if (end === 0) return '0';
	return `${digits.slice(0, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}

/** Where the last digit stands that is not 0; -1 when there is none. */
function lastDigit(digits: string): number {
	let index = digits.length - 1;
	while (index >= 0 && digits[index] === '0') index--;
	return index;
}
