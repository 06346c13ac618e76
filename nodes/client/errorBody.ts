import type { FieldMessage } from '../errors/apiError';
import { cleanText } from '../util/cleanText';
import { redact } from './redact';

const LONGEST_TEXT = 400;
/** So much is searched for secrets; more than is shown, as blanking makes a text shorter. */
const LONGEST_SEARCHED = 10 * LONGEST_TEXT;
const MOST_MESSAGES = 20;
/** Keys under which web services put a sentence about the request as a whole. */
const WHOLE = new Set(['detail', 'message', 'error', 'non_field_errors', 'errors']);
/** Keys of machine-readable extras, of no use to a reader. */
const CODES = new Set(['code', 'status', 'status_code']);

/**
 * Takes the sentences out of an answer's body, whatever its shape.
 *
 * Ultravox documents no shape for refusals; these are the ones of the framework that it seems to be built with.
 *
 * @param body parsed JSON or text: a string, `{detail}`, `{field: [text]}`, nested and list-indexed forms, `[text]`
 * @param secrets values to blank in what is returned
 * @returns the sentences with the path of their field; empty for HTML, nothing, or a body without text
 */
export function fieldMessages(body: unknown, secrets: Iterable<string> = []): FieldMessage[] {
	const found: Found[] = [];
	collect(body, [], found);
	return found.map(({ path, text }) => ({
		path: path.map((name) => withoutSecrets(name, secrets)).join('.'),
		text: withoutSecrets(text, secrets),
	}));
}

interface Found {
	path: string[];
	text: string;
}

function collect(value: unknown, path: string[], found: Found[]): void {
	if (found.length >= MOST_MESSAGES || path.length > 12) return;
	if (typeof value === 'string') {
		const text = tidy(value);
		if (text) found.push({ path, text });
	} else if (Array.isArray(value)) {
		const positions = value.some((entry) => typeof entry === 'object' && entry !== null);
		value.forEach((entry, position) =>
			collect(entry, positions ? [...path, String(position)] : path, found),
		);
	} else if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) {
			if (path.length === 0 && CODES.has(key) && typeof inner !== 'object') continue;
			collect(inner, WHOLE.has(key) ? path : [...path, key], found);
		}
	}
}

/** Whether a body is a web page or XML, which the API never answers. */
export function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*<(!doctype|!--|html|head|body|\?xml)/i.test(body);
}

function tidy(raw: string): string {
	return isWebPage(raw) ? '' : cleanText(raw).replace(/\s+/g, ' ').trim();
}

/** Blanked before it is cut to its length: a secret that was cut in two would be harder to find. */
function withoutSecrets(text: string, secrets: Iterable<string>): string {
	const safe = redact(cleanText(text).slice(0, LONGEST_SEARCHED), secrets);
	return safe.length > LONGEST_TEXT ? `${safe.slice(0, LONGEST_TEXT)}…` : safe;
}
