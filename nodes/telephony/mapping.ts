import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { readRows } from '../fields/readers';
import { readJsonObject, refuseMissing, show } from '../fields/values';

/** Field of the provider's request → place in the template context, both dot-separated paths. */
export type ContextMapping = Record<string, string>;

const ADVICE = 'Use names separated by single dots, such as user.phone_number.';
/** Names that JavaScript treats specially; no provider sends them. */
const SPECIAL = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads the mapping from the rows of the editor.
 *
 * @param value `{ mappings: [{ requestField, contextField }] }`; no rows give an empty mapping
 * @throws InputError when a path is malformed, a field comes twice, or two places clash
 */
export function readMappingRows(value: unknown, label: string): ContextMapping {
	const rows = readRows(value, label, 'mappings');
	return checkMapping(
		rows.map(({ requestField, contextField }) => [requestField, contextField]),
		label,
	);
}

/**
 * Reads the mapping from JSON.
 *
 * @param value object, or JSON text of one; `{}` gives an empty mapping
 * @throws InputError as readMappingRows, and for anything that is no JSON object
 */
export function readMappingJson(value: unknown, label: string): ContextMapping {
	if (isMissing(value)) refuseMissing(label, '{}');
	const mapping = readJsonObject(value, label);
	const twice = typeof value === 'string' ? repeatedKey(value) : undefined;
	if (twice !== undefined) refuseTwice(label, twice);
	return checkMapping(Object.entries(mapping), label);
}

/**
 * Puts rows into a stored mapping: the other rows stay.
 *
 * @param label the field's label
 * @returns the whole mapping, with dots between levels; neither argument is changed
 * @throws InputError when places clash
 */
export function mergeMapping(
	stored: ContextMapping,
	rows: ContextMapping,
	label: string,
): ContextMapping {
	const merged = { ...stored, ...rows };
	refuseClash(label, Object.values(merged));
	return merged;
}

function checkMapping(pairs: Array<[unknown, unknown]>, label: string): ContextMapping {
	const mapping = new Map<string, string>();
	for (const [rawKey, rawTarget] of pairs) {
		const key = readPath(rawKey, label, 'Request Field');
		const target = readPath(withoutBrackets(rawTarget), label, 'Context Field');
		if (mapping.has(key)) refuseTwice(label, key);
		if (target === 'ultravox' || target.startsWith('ultravox.')) {
			throw new InputError(
				`${label}: the Context Field ${show(target)} is reserved`,
				'Names under "ultravox" belong to Ultravox. Choose another name, such as user.phone_number.',
			);
		}
		mapping.set(key, target);
	}
	refuseClash(label, [...mapping.values()]);
	return Object.fromEntries(mapping);
}

/** `{{user.phone}}`, as it stands in a prompt, means `user.phone`. */
function withoutBrackets(target: unknown): unknown {
	return typeof target === 'string'
		? target.replace(/^\s*\{\{\s*([^{}]*?)\s*\}\}\s*$/, '$1')
		: target;
}

function readPath(value: unknown, label: string, column: string): string {
	const path = typeof value === 'string' ? value.trim() : value;
	if (isMissing(path) || path === '') {
		throw new InputError(`${label}: a ${column} is empty`, ADVICE);
	}
	if (typeof path !== 'string') {
		throw new InputError(`${label}: the ${column} ${show(value)} is not a text`, ADVICE);
	}
	const parts = path.split('.');
	if (parts.some((part) => part.trim() !== part || part === '')) {
		throw new InputError(
			`${label}: the ${column} ${show(path)} has an empty part or a space beside a dot`,
			ADVICE,
		);
	}
	if (parts.some((part) => SPECIAL.has(part))) {
		throw new InputError(
			`${label}: the ${column} ${show(path)} has a name that is not allowed`,
			ADVICE,
		);
	}
	return path;
}

function refuseTwice(label: string, key: string): never {
	throw new InputError(
		`${label}: the Request Field ${show(key)} is there twice`,
		'A request field goes to one place. Remove one of the two.',
	);
}

/**
 * Refuses a place that comes twice, or lies inside another one. In order of their parts, whatever lies inside a place
 * comes right behind it, so neighbours are all there is to compare: mappings from expressions can be long.
 */
function refuseClash(label: string, targets: string[]): void {
	const sorted = targets.map((target) => target.replaceAll('.', '\0')).sort();
	for (let index = 1; index < sorted.length; index++) {
		const [outer, inner] = [sorted[index - 1], sorted[index]];
		if (inner !== outer && !inner.startsWith(`${outer}\0`)) continue;
		const [one, other] = [outer, inner].map((path) => show(path.replaceAll('\0', '.')));
		throw new InputError(
			`${label}: the Context Fields ${one} and ${other} clash`,
			inner === outer
				? 'Two request fields cannot go to the same place. Give one of them another name.'
				: 'A name cannot hold a value and other names at once. Give one of them another name.',
		);
	}
}

/**
 * Finds a name that comes twice: JSON.parse silently keeps the last one, and the user should hear of it.
 *
 * @param json valid JSON, in which every quotation mark begins or ends a text, so that this takes one pass
 */
function repeatedKey(json: string): string | undefined {
	const seen = new Set<string>();
	// Every text is matched in turn, so that a colon inside one is not taken for the end of a name.
	for (const [, text, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g)) {
		if (colon === undefined) continue;
		const key = JSON.parse(text) as string;
		if (seen.has(key)) return key;
		seen.add(key);
	}
	return undefined;
}
