import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyCollection,
} from 'n8n-workflow';
import { isRecord } from '../util/guards';
import { isFixedExpression, refuseFixedExpression } from './fixedExpression';
import { isSeenByExpressions, type ParameterReader } from './parameters';
import { shownField } from './shownField';
import { variablesOf } from './template';
import { hasBrackets } from './templateText';
import { TemplateValue } from './templateValue';

/** A field of which variables are left to the agent. */
export interface LeftVariables {
	/** The field's label. */
	label: string;
	/** Names without brackets, e.g. `user.name`. */
	names: string[];
}

/** What the user is told about variables that were left to the agent. */
export interface VariableNote {
	text: string;
	/** Whether the item has a field of that name, which may have been meant. */
	isDoubtful: boolean;
}

/** Reads parameters, and knows what it has left to Ultravox in them. */
export interface TemplateReader extends ParameterReader {
	/** The variables in the templates that were read for an item. */
	variablesLeft(itemIndex: number): LeftVariables[];
	/** The same in sentences for the user. */
	variableNotes(itemIndex: number): VariableNote[];
}

type Entry = INodeProperties | INodePropertyCollection;

/** Reads the value at one place of a parameter for an item. */
type Read = (itemIndex: number) => unknown;

/** A place in what the workflow holds for a parameter. */
interface Place {
	raw: unknown;
	/** What the editor shows there: a field, or the group that a field's rows are in. */
	field: Entry | undefined;
	/** As n8n understands it, e.g. `additionalFields.inactivityMessages.values[0].message`. */
	path: string;
	label: string;
}

/**
 * Reads parameters so that in fields marked as templates Ultravox's variables survive, in Fixed and in Expression mode.
 * All other parameters, and templates without brackets, are read by `reader` as if this was not there; but an expression
 * that stands in one as plain text is refused.
 *
 * @param reader reads the parameters
 * @param fns n8n's functions for this execution
 * @param fields the operation's, with their marks
 */
export function templateReader(
	reader: ParameterReader,
	fns: Pick<IExecuteFunctions, 'evaluateExpression' | 'getInputData' | 'getWorkflowDataProxy'>,
	fields: readonly INodeProperties[],
): TemplateReader {
	const node = reader.getNode();
	const reads = new Map<string, Read | undefined>();
	const left = new Map<number, Set<TemplateValue>>();
	const evaluate = (expression: string, itemIndex: number): unknown =>
		fns.evaluateExpression(expression, itemIndex);

	const readTemplate = (value: TemplateValue, path: string, itemIndex: number): unknown => {
		value.check(evaluate, itemIndex);
		if (value.names.length > 0) {
			left.set(itemIndex, (left.get(itemIndex) ?? new Set()).add(value));
		}
		return value.isPlainExpression
			? reader.getNodeParameter(path, itemIndex)
			: value.read(evaluate, itemIndex);
	};

	/** @returns undefined where there is nothing to take care of */
	const readAt = (place: Place): Read | undefined => {
		const { raw, field, path, label } = place;
		if (typeof raw === 'string') {
			if (!field || !('type' in field) || !hasBrackets(raw)) return undefined;
			const variables = variablesOf(field);
			if (variables === undefined) {
				return isFixedExpression(raw, field) ? () => refuseFixedExpression(label) : undefined;
			}
			const value = new TemplateValue(raw, label, variables);
			return (itemIndex) => readTemplate(value, path, itemIndex);
		}
		if (typeof raw !== 'object' || raw === null) return undefined;
		const inner = innerPlaces(place).map(
			([key, inside]) => [key, readAt(inside), inside.path] as const,
		);
		if (inner.every(([, read]) => read === undefined)) return undefined;
		return (itemIndex) => {
			const entries = inner.map(([key, read, at]): [string, unknown] => [
				key,
				read ? read(itemIndex) : reader.getNodeParameter(at, itemIndex),
			]);
			return Array.isArray(raw) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
		};
	};

	const getNodeParameter = (name: string, itemIndex: number, ...more: [unknown?]): unknown => {
		if (!reads.has(name)) {
			const field = shownField(fields, name, node);
			const label = field?.displayName ?? name;
			reads.set(name, readAt({ raw: node.parameters[name], field, path: name, label }));
		}
		const read = reads.get(name);
		return read ? read(itemIndex) : reader.getNodeParameter(name, itemIndex, ...more);
	};

	// To ask n8n for what `$json` is takes a third of a millisecond for each item.
	let isOwnJson: boolean | undefined;
	const jsonOf = (itemIndex: number): IDataObject | undefined => {
		const items = fns.getInputData();
		isOwnJson ??= isSeenByExpressions(fns, items[0]);
		if (isOwnJson) return items[itemIndex]?.json;
		return fns.getWorkflowDataProxy(itemIndex).$json as IDataObject | undefined;
	};

	const variablesLeft = (itemIndex: number) =>
		[...(left.get(itemIndex) ?? [])].map(({ label, names }) => ({ label, names }));

	return {
		...reader,
		getNodeParameter: getNodeParameter as ParameterReader['getNodeParameter'],
		variablesLeft,
		variableNotes(itemIndex) {
			return variablesLeft(itemIndex).map((one) => describe(one, jsonOf(itemIndex)));
		},
	};
}

/** The places right inside one. */
function innerPlaces({ raw, field, path, label }: Place): Array<[string, Place]> {
	if (Array.isArray(raw)) {
		return raw.map((entry: unknown, index) => [
			String(index),
			{ raw: entry, field, path: `${path}[${index}]`, label: `${label}, Row ${index + 1}` },
		]);
	}
	return Object.entries(raw as object).map(([key, entry]: [string, unknown]) => {
		const inner = entriesOf(field).find(({ name }) => name === key);
		return [
			key,
			{
				raw: entry,
				field: inner,
				path: `${path}.${key}`,
				label: labelOf(inner, field, label, key),
			},
		];
	});
}

/** A group of rows is called like its field, a field in a row by both, an entry of a collection by its own label. */
function labelOf(inner: Entry | undefined, outer: Entry | undefined, label: string, key: string) {
	if (inner && 'values' in inner) return label;
	const innerLabel = inner?.displayName ?? key;
	return outer && 'values' in outer ? `${label}, ${innerLabel}` : innerLabel;
}

/** What may stand in a collection, a fixed collection, or a row. */
function entriesOf(field: Entry | undefined): readonly Entry[] {
	if (field === undefined) return [];
	if ('values' in field) return field.values;
	const holds = field.type === 'collection' || field.type === 'fixedCollection';
	return holds ? ((field.options ?? []) as Entry[]) : [];
}

function describe({ label, names }: LeftVariables, json: IDataObject | undefined): VariableNote {
	const several = names.length > 1;
	const variables = names.map((name) => `{{${name}}}`).join(', ');
	const meant = names.filter((name) => has(json, name)).map((name) => `{{ $json.${name} }}`);
	const question = meant.length > 0 ? ` Did you mean ${meant.join(', ')}?` : '';
	const were = several
		? 'were left to the agent as variables'
		: 'was left to the agent as a variable';
	return { text: `${label}: ${variables} ${were}.${question}`, isDoubtful: meant.length > 0 };
}

function has(json: unknown, path: string): boolean {
	let value = json;
	for (const name of path.split('.')) {
		if (!isRecord(value) || !Object.hasOwn(value, name)) return false;
		value = value[name];
	}
	return true;
}
