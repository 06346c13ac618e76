import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';
import { readJsonObject, refuseMissing, show } from '../fields/values';

/** Field of the provider's request → place in the template context, both dot-separated paths. */
export type ContextMapping = Record<string, string>;

const ADVICE = 'Use names separated by single dots, such as user.phone_number.';
/** Names that JavaScript treats specially; no provider sends them. */
const SPECIAL = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads the mapping from the rows of the editor.
 *
 * @param value `{ mappings: [{ requestField, contextField }] }`; no rows clear the mapping
 * @throws InputError when a path is malformed, a field comes twice, or two places clash
 */
export function readMappingRows(value: unknown, label: string): ContextMapping {
	if (isMissing(value)) refuseMissing(label, '{ "mappings": [] }');
	const rows = isRecord(value) ? (value.mappings ?? []) : value;
	if (!Array.isArray(rows)) {
		throw new InputError(
			`${label}: ${show(value)} is not a list of mappings`,
			'Add rows with a Request Field and a Context Field.',
		);
	}
	return checkMapping(
		rows.map((row: unknown, index): [unknown, unknown] => {
			if (isRecord(row)) return [row.requestField, row.contextField];
			throw new InputError(`${label}: row ${index + 1} is empty`, ADVICE);
		}),
		label,
	);
}

/**
 * Reads the mapping from JSON.
 *
 * @param value object, or JSON text of one; `{}` clears the mapping
 * @throws InputError as readMappingRows, and for anything that is no JSON object
 */
export function readMappingJson(value: unknown, label: string): ContextMapping {
	if (isMissing(value)) refuseMissing(label, '{}');
	const twice = typeof value === 'string' ? repeatedKey(value) : undefined;
	if (twice !== undefined) refuseTwice(label, twice);
	return checkMapping(Object.entries(readJsonObject(value, label)), label);
}

function checkMapping(pairs: Array<[unknown, unknown]>, label: string): ContextMapping {
	const mapping = new Map<string, string>();
	for (const [rawKey, rawTarget] of pairs) {
		const key = readPath(rawKey, label, 'Request Field');
		const target = readPath(rawTarget, label, 'Context Field');
		if (mapping.has(key)) refuseTwice(label, key);
		if (target === 'ultravox' || target.startsWith('ultravox.')) {
			throw new InputError(
				`${label}: the Context Field ${show(target)} is reserved`,
				'Names under "ultravox" belong to Ultravox. Choose another name, such as user.phone_number.',
			);
		}
		for (const other of mapping.values()) refuseClash(label, other, target);
		mapping.set(key, target);
	}
	return Object.fromEntries(mapping);
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

function refuseClash(label: string, one: string, other: string): void {
	if (one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)) {
		throw new InputError(
			`${label}: the Context Fields ${show(one)} and ${show(other)} clash`,
			one === other
				? 'Two request fields cannot go to the same place. Give one of them another name.'
				: 'A name cannot hold a value and other names at once. Give one of them another name.',
		);
	}
}

/** JSON.parse silently keeps the last of two equal keys; the user should hear of it. */
function repeatedKey(text: string): string | undefined {
	const seen = new Set<string>();
	// Every text of the JSON is matched in turn, so that a colon inside one is not taken for the end of a key.
	for (const [, key, colon] of text.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g)) {
		if (colon === undefined) continue;
		if (seen.has(key)) return key;
		seen.add(key);
	}
	return undefined;
}
