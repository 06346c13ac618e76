import type { IDataObject } from 'n8n-workflow';
import type { RoundedNumber } from '../util/exactNumbers';
import { isMissing, isRecord } from '../util/guards';
import { show } from '../fields/values';
import type { ToolParameter } from '../tools/parameters';

/** What the model has given. */
export interface Arguments {
	/** Of the declared parameters those that are there, with the model's values. */
	values: IDataObject;
	/** What is missing or wrong, as sentences for the model. */
	complaints: string[];
}

/** Digits that every number may have. */
const MOST_DIGITS = 15;
const MOST_SHOWN = 40;
/** Wrong entries of a list that are named one by one, and choices that are listed. */
const MOST_NAMED = 3;
const MOST_CHOICES = 50;

/** A JSON Schema, as far as it is looked at. */
type Schema = Record<string, unknown>;

/**
 * Checks what the model has given against the declared parameters.
 *
 * @param parameters as declared; of a JSON Schema that the user wrote the common keywords are looked at
 * @param body what Ultravox sent; other names in it are left out
 * @param rounded numbers in it that are not what was sent: an order number would be another one
 */
export function checkArguments(
	parameters: ToolParameter[],
	body: Record<string, unknown>,
	rounded: RoundedNumber[] = [],
): Arguments {
	const complaints: string[] = [];
	const values: Array<[string, unknown]> = [];
	for (const { name, schema, required } of parameters) {
		const value = Object.hasOwn(body, name) ? body[name] : undefined;
		if (isMissing(value) && !allowsNull(schema, value)) {
			if (required) complaints.push(`${quoted(name)} is missing.`);
			continue;
		}
		const inexact = rounded.filter(({ path: [first] }) => first === name);
		complaints.push(
			...(inexact.length > 0
				? few(
						inexact.map((one) => [tooLong(one, body)]),
						`numbers of ${quoted(name)}`,
					)
				: check(value, schema, quoted(name))),
		);
		values.push([name, value]);
	}
	return { values: Object.fromEntries(values) as IDataObject, complaints };
}

/**
 * Makes of complaints what the model is told: it can ask the caller and use the tool again.
 *
 * @param complaints at least one
 */
export function tellModel(complaints: string[]): string {
	return `Nothing was done yet. ${complaints.join(' ')} Ask the caller if you do not know, then use the tool again.`;
}

function allowsNull(schema: Schema, value: unknown): boolean {
	return value === null && typesOf(schema).includes('null');
}

/** The first of many complaints: the model reads them aloud, or pays for them at least. */
function few(complaints: string[][], what: string): string[] {
	const more = complaints.length - MOST_NAMED;
	const named = complaints.slice(0, MOST_NAMED).flat();
	return more > 0 ? [...named, `More ${what} are wrong: ${more}.`] : named;
}

function tooLong({ path, literal }: RoundedNumber, body: unknown): string {
	let name = '';
	let holder = body;
	for (const part of path) {
		const own = Array.isArray(holder) ? `Entry ${Number(part) + 1}` : quoted(part);
		name = name === '' ? own : `${own} of ${name}`;
		holder = (holder as Record<string, unknown>)[part];
	}
	return `${name} has to be a number of at most ${MOST_DIGITS} digits, not ${literal.slice(0, MOST_SHOWN)}.`;
}

function check(value: unknown, schema: Schema, name: string): string[] {
	const types = typesOf(schema);
	if (types.length > 0 && !types.some((type) => hasType(value, type))) {
		return [`${name} has to be ${types.map(inWords).join(' or ')}, not ${show(value)}.`];
	}
	const choices: unknown[] | undefined = Array.isArray(schema.enum) ? schema.enum : undefined;
	if (choices && !choices.some((choice) => JSON.stringify(choice) === JSON.stringify(value))) {
		return [`${name} has to be one of ${listed(choices)}, not ${show(value)}.`];
	}
	if (typeof value === 'number') return checkNumber(value, schema, name);
	if (typeof value === 'string') return checkText(value, schema, name);
	if (Array.isArray(value)) return checkList(value, schema, name);
	return isRecord(value) ? checkObject(value, schema, name) : [];
}

function listed(choices: unknown[]): string {
	const more = choices.length - MOST_CHOICES;
	const texts = choices.slice(0, MOST_CHOICES).map(show);
	return more > 0 ? `${texts.join(', ')} and ${more} more` : texts.join(', ');
}

function checkNumber(value: number, schema: Schema, name: string): string[] {
	const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
	const rules: Array<[unknown, (limit: number) => boolean, string]> = [
		[minimum, (limit) => value < limit, 'at least'],
		[maximum, (limit) => value > limit, 'at most'],
		[exclusiveMinimum, (limit) => value <= limit, 'more than'],
		[exclusiveMaximum, (limit) => value >= limit, 'less than'],
	];
	return rules.flatMap(([limit, isBroken, words]) =>
		typeof limit === 'number' && isBroken(limit) ? [`${name} has to be ${words} ${limit}.`] : [],
	);
}

function checkText(value: string, { minLength, maxLength }: Schema, name: string): string[] {
	const { length } = [...value];
	return [
		...(typeof minLength === 'number' && length < minLength
			? [`${name} has to have at least ${minLength} characters.`]
			: []),
		...(typeof maxLength === 'number' && length > maxLength
			? [`${name} has to have at most ${maxLength} characters.`]
			: []),
	];
}

function checkList(value: unknown[], schema: Schema, name: string): string[] {
	const { items, minItems, maxItems } = schema;
	return [
		...(typeof minItems === 'number' && value.length < minItems
			? [`${name} has to have at least ${minItems} entries.`]
			: []),
		...(typeof maxItems === 'number' && value.length > maxItems
			? [`${name} has to have at most ${maxItems} entries.`]
			: []),
		...(isRecord(items)
			? few(
					value
						.map((entry, index) => check(entry, items, `Entry ${index + 1} of ${name}`))
						.filter((complaints) => complaints.length > 0),
					`entries of ${name}`,
				)
			: []),
	];
}

function checkObject(
	value: Record<string, unknown>,
	{ properties, required }: Schema,
	name: string,
): string[] {
	const needed: unknown[] = Array.isArray(required) ? required : [];
	const fields = isRecord(properties) ? properties : {};
	// As with the parameters themselves, null counts as left out where it is no value.
	const isThere = (key: string) =>
		Object.hasOwn(value, key) && !isLeftOut(value[key], Object.hasOwn(fields, key) && fields[key]);
	const missing = needed.filter((key): key is string => typeof key === 'string' && !isThere(key));
	return [
		...missing.map((key) => `${quoted(key)} of ${name} is missing.`),
		...Object.entries(fields).flatMap(([key, schema]) =>
			isRecord(schema) && isThere(key)
				? check(value[key], schema, `${quoted(key)} of ${name}`)
				: [],
		),
	];
}

function isLeftOut(value: unknown, schema: unknown): boolean {
	if (value !== null || !isRecord(schema)) return false;
	const types = typesOf(schema);
	return types.length > 0 && !types.includes('null');
}

function typesOf({ type }: Schema): string[] {
	const types: unknown[] = Array.isArray(type) ? type : [type];
	return types.filter((one): one is string => typeof one === 'string');
}

function hasType(value: unknown, type: string): boolean {
	switch (type) {
		case 'null':
			return value === null;
		case 'integer':
			return Number.isInteger(value);
		case 'array':
			return Array.isArray(value);
		case 'object':
			return isRecord(value);
		case 'string':
		case 'number':
		case 'boolean':
			return typeof value === type;
		default:
			return true;
	}
}

const WORDS: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	integer: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'an object',
	null: 'null',
};

const inWords = (type: string) => WORDS[type] ?? type;

const quoted = (name: string) => `"${name}"`;
