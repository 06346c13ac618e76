/** What n8n's expressions know without a `$`, found out by asking them. */
import { N8N_GLOBALS } from '../../nodes/fields/templateText.ts';

/** n8n's own functions that no other JavaScript has; more are in its source under `extended-functions`. */
const HELPERS = [
	'min',
	'max',
	'not',
	'average',
	'numberList',
	'zip',
	'extend',
	'isEmpty',
	'ifEmpty',
];
const OTHERS = [
	'DateTime',
	'Duration',
	'Interval',
	'moment',
	'luxon',
	'window',
	'document',
	'prompt',
];
const LITERALS = ['true', 'false', 'null'];

/** Names that could be known. */
export const CANDIDATES: readonly string[] = [
	...new Set([
		...N8N_GLOBALS,
		...HELPERS,
		...OTHERS,
		...Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Za-z]\w*$/.test(name)),
	]),
];

/** An expression that says what a name stands for: its type, and how much is in it. */
export const asking = (name: string) =>
	LITERALS.includes(name)
		? `{{ "literal" }}`
		: `{{ typeof ${name} + " " + (typeof ${name} === "object" ? Object.getOwnPropertyNames(${name}).length : "") }}`;

/**
 * Judges the answers.
 *
 * @param answers to `asking`, by name
 * @returns names that make a value but are not on the list, and names on the list that make none
 */
export function judge(answers: Record<string, unknown>): { unknown: string[]; idle: string[] } {
	const makesValue = (name: string) => {
		const answer = String(answers[name]).trim();
		// Functions are called; only those that are looked into with a dot, classes, have capitals.
		if (answer === 'function') return /^[A-Z]/.test(name);
		return !['undefined', 'object 0', 'null', ''].includes(answer);
	};
	return {
		unknown: CANDIDATES.filter((name) => makesValue(name) && !N8N_GLOBALS.has(name)),
		idle: [...N8N_GLOBALS].filter((name) => !makesValue(name)),
	};
}
