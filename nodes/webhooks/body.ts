import { jsonParse } from 'n8n-workflow';
import { roundedNumbers, type RoundedNumber } from '../util/exactNumbers';
import { isRecord } from '../util/guards';

/**
 * Reads the body of what arrived.
 *
 * @param body byte for byte as received
 * @returns undefined when it is not a JSON object
 */
export function readBody(body: unknown): Record<string, unknown> | undefined {
	const text = textOf(body);
	return text === undefined ? undefined : parse(text);
}

/**
 * Reads the body of what arrived, and finds the whole numbers in it that are not what was sent.
 *
 * @param body as `readBody` takes it
 * @returns `content` is empty when it is not a JSON object; `rounded`: what has more whole digits than a number can hold
 */
export function readExactBody(body: unknown): {
	content: Record<string, unknown>;
	rounded: RoundedNumber[];
} {
	const text = textOf(body) ?? '';
	const content = parse(text);
	if (!content) return { content: {}, rounded: [] };
	// A fraction with endless digits loses nothing that anybody meant.
	const isOtherNumber = ({ literal }: RoundedNumber) => !(Math.abs(Number(literal)) < 2 ** 53);
	return { content, rounded: roundedNumbers(text).filter(isOtherNumber) };
}

function textOf(body: unknown): string | undefined {
	return Buffer.isBuffer(body) ? body.toString('utf8').replace(/^\uFEFF/, '') : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
	const parsed: unknown = jsonParse<unknown>(text, { fallbackValue: null });
	return isRecord(parsed) ? parsed : undefined;
}
