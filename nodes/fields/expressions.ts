import {
	ExpressionParser,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyCollection,
} from 'n8n-workflow';
import { chosen } from './choosable';
import type { ParameterReader } from './parameters';
import { shownField } from './shownField';
import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';

/** An expression somewhere in a parameter. */
interface Expression {
	/** Where its value stands in the parameter's value; empty for the value itself. */
	path: string[];
	/** Label of its field, for messages. */
	label: string;
	/** The code of each pair of brackets. */
	codes: string[];
	/** The text around the brackets; undefined for one pair of brackets with nothing around it. */
	around?: string;
	/** Whether it gives a whole collection, whose values then count one by one. */
	collection?: INodeProperties;
}

/** What asking n8n about an expression takes. */
type Evaluator = Pick<IExecuteFunctions, 'evaluateExpression' | 'getNode'>;

const ADVICE =
	'Check the name of the input field. Should the value be empty on purpose, use one expression with nothing around it that gives empty text, [] or {}.';

/**
 * Reads parameters and refuses expressions that give nothing for an item, wherever they stand, before anything could
 * take nothing for "clear it", "no filter" or "leave it as it is".
 *
 * An expression gives nothing when
 * - its value is undefined or null, which is what a field that is not there gives;
 * - its value is white space only;
 * - it stands inside a text, of which n8n makes the text without it: where all expressions of a text come to nothing
 *   and one of them is undefined or null, or where no more than white space or commas are left.
 *
 * One expression with nothing around it that gives exactly `''`, `[]` or `{}` is empty on purpose, and a value without
 * an expression is what it is; both are up to the reader of the field. So is a text of several expressions of which only
 * some give nothing: lists of IDs refuse the gap, other texts take it.
 *
 * @param reader reads the parameters
 * @param fns n8n's functions for this execution
 * @param fields the operation's, for the labels in messages
 */
export function refuseNothing(
	reader: ParameterReader,
	fns: Evaluator,
	fields: readonly INodeProperties[],
): ParameterReader {
	const { parameters } = fns.getNode();
	const known = new Map<string, Expression[]>();
	const getNodeParameter = (name: string, itemIndex: number, ...more: [unknown?]): unknown => {
		const value: unknown = reader.getNodeParameter(name, itemIndex, ...more);
		let expressions = known.get(name);
		if (!expressions) {
			expressions = [];
			collect(parameters[name], shownField(fields, name, fns.getNode()), [], '', expressions);
			known.set(name, expressions);
		}
		for (const expression of expressions) refuse(expression, value, fns, itemIndex);
		return value;
	};
	return { ...reader, getNodeParameter: getNodeParameter as ParameterReader['getNodeParameter'] };
}

/**
 * Whether a parameter, or an entry of a collection, comes from an expression. Where an empty field means "not filled in", nothing that an
 * expression gives is more likely a value that got lost.
 *
 * @param name parameter name
 * @param entry name of the entry, where the parameter is a collection
 */
export function isExpression(
	fns: Pick<ParameterReader, 'getNode'>,
	name: string,
	entry?: string,
): boolean {
	const whole: unknown = fns.getNode().parameters[name];
	const raw = entry !== undefined && isRecord(whole) ? chosen(whole[entry]) : whole;
	return typeof raw === 'string' && raw.startsWith('=');
}

/**
 * Whether a value is what is left of several expressions in one text that all gave nothing. n8n makes an empty text of
 * them, which would pass for one that is empty on purpose.
 *
 * @param raw what the workflow holds
 * @param value what n8n made of it
 */
export function isSeveralGivingNothing(raw: unknown, value: unknown): boolean {
	if (typeof raw !== 'string' || !raw.startsWith('=') || typeof value !== 'string') return false;
	return parse(raw.slice(1))?.around !== undefined && isOnlyGaps(value);
}

const isOnlyGaps = (text: string) => /^[\s,]*$/.test(text);

function refuseLost(label: string): never {
	throw new InputError(`${label}: the expression gives no value for this item`, ADVICE);
}

function refuse(expression: Expression, whole: unknown, fns: Evaluator, itemIndex: number): void {
	const { path, label, collection } = expression;
	let value = whole;
	for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
	if (givesNothing(expression, value, fns, itemIndex)) refuseLost(label);
	if (!collection) return;
	if (!isRecord(value)) {
		throw new InputError(
			`${label}: the expression gives no fields`,
			'Add the fields one by one and use expressions inside them.',
		);
	}
	for (const [name, entry] of Object.entries(value)) {
		if (isMissing(entry) || isWhite(entry)) refuseLost(labelIn(collection, name));
	}
}

function givesNothing(
	{ codes, around }: Expression,
	value: unknown,
	fns: Evaluator,
	itemIndex: number,
): boolean {
	if (isMissing(value) || isWhite(value)) return true;
	if (around === undefined || typeof value !== 'string') return false;
	if (isOnlyGaps(value)) return true;
	// Nothing came of any of them. Only now is it worth the time to ask n8n whether that was on purpose.
	return (
		value === around &&
		codes.some((code) => isMissing(fns.evaluateExpression(`{{${code}}}`, itemIndex)))
	);
}

const isWhite = (value: unknown) =>
	typeof value === 'string' && value !== '' && value.trim() === '';

/** Finds the expressions in what the workflow holds for a parameter. */
function collect(
	raw: unknown,
	field: INodeProperties | undefined,
	path: string[],
	label: string,
	found: Expression[],
): void {
	const name = label || field?.displayName || path[path.length - 1] || 'Parameter';
	if (typeof raw === 'string') {
		const expression = raw.startsWith('=') ? parse(raw.slice(1)) : undefined;
		if (!expression) return;
		const collection = field?.type === 'collection' ? { collection: field } : {};
		found.push({ path, label: name, ...expression, ...collection });
		return;
	}
	if (typeof raw !== 'object' || raw === null) return;
	for (const [key, inner] of Object.entries(raw)) {
		const at = [...path, key];
		if (field?.type === 'collection') {
			collect(inner, entryOf(field, key), at, labelIn(field, key), found);
		} else if (field?.type === 'fixedCollection') {
			collectRows(inner, { field, group: key, label: name }, at, found);
		} else {
			collect(inner, undefined, at, name, found);
		}
	}
}

/** The rows of a fixed collection, or its only one. */
function collectRows(
	raw: unknown,
	{ field, group, label }: { field: INodeProperties; group: string; label: string },
	path: string[],
	found: Expression[],
): void {
	const columns = (field.options as INodePropertyCollection[] | undefined)?.find(
		({ name }) => name === group,
	)?.values;
	const row = (values: unknown, at: string[], rowLabel: string) => {
		if (!isRecord(values)) return collect(values, undefined, at, rowLabel, found);
		for (const [key, inner] of Object.entries(values)) {
			const column = columns?.find(({ name }) => name === key);
			const columnLabel = `${rowLabel}, ${column?.displayName ?? key}`;
			collect(inner, column, [...at, key], columnLabel, found);
		}
	};
	if (!Array.isArray(raw)) return row(raw, path, label);
	raw.forEach((values, index) => {
		row(values, [...path, String(index)], `${label}, Row ${index + 1}`);
	});
}

/** @param text without the equals sign. @returns undefined for a text without expressions */
function parse(text: string): Pick<Expression, 'codes' | 'around'> | undefined {
	const chunks = ExpressionParser.splitExpression(text);
	const codes = chunks.filter(({ type }) => type === 'code').map((chunk) => chunk.text);
	if (codes.length === 0) return undefined;
	const around = chunks
		.filter(({ type }) => type === 'text')
		.map((chunk) => chunk.text)
		.join('');
	return codes.length === 1 && around === '' ? { codes } : { codes, around };
}

function entryOf(collection: INodeProperties, name: string): INodeProperties | undefined {
	const entries = collection.options as INodeProperties[] | undefined;
	return entries?.find((entry) => entry.name === name);
}

function labelIn(collection: INodeProperties, name: string): string {
	return entryOf(collection, name)?.displayName ?? name;
}
