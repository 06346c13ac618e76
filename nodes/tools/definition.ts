import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { isRecord } from '../util/guards';
import { mergeJson } from '../util/mergeJson';
import { LABELS } from './fields';
import { toDynamicParameters, type ToolParameter } from './parameters';
import { modelNameFrom } from './settings';
import { listIn } from './toolApi';

/** What a user wants of a tool: only what was set is there. */
export interface ToolChange {
	name?: string;
	/** Parts to put over the stored definition, in the API's form; null takes one out. */
	definition: IDataObject;
	/** Parameters to add, or to put in place of those of the same name. */
	dynamicParameters: ToolParameter[];
	staticParameters: IDataObject[];
	automaticParameters: IDataObject[];
	/** Names of parameters of any kind to take out. */
	remove: string[];
}

/** The lists of a definition; their rows are objects with a name. */
export const LISTS = ['dynamicParameters', 'staticParameters', 'automaticParameters'] as const;
const IMPLEMENTATIONS = ['http', 'client', 'dataConnection'];

/** Whether there is anything to change. */
export function isEmptyChange({ name, definition, remove, ...lists }: ToolChange): boolean {
	const rows = LISTS.reduce((sum, list) => sum + lists[list].length, remove.length);
	return name === undefined && Object.keys(definition).length === 0 && rows === 0;
}

/**
 * Makes the definition of a new tool.
 *
 * @throws InputError for what cannot be one
 */
export function newDefinition(change: ToolChange): IDataObject {
	const definition = changedDefinition({}, change);
	if (definition.modelToolName !== undefined) return definition;
	const modelToolName = modelNameFrom(change.name ?? '');
	if (modelToolName !== '') return { ...definition, modelToolName };
	throw new InputError(
		`${LABELS.modelToolName}: ${show(change.name)} has no letter or digit that models take`,
		`Add the field ${LABELS.modelToolName} and give the tool one there.`,
	);
}

/**
 * Puts a change over a definition.
 *
 * @param stored as the API answers it; not changed
 * @returns the whole definition, with everything that the change does not name
 * @throws InputError for what cannot be a tool
 */
export function changedDefinition(stored: IDataObject, change: ToolChange): IDataObject {
	const merged = mergeJson(stored, change.definition) as IDataObject;
	const removed = new Set(change.remove);
	const definition: IDataObject = { ...merged };
	for (const list of LISTS) {
		const left = listIn(merged, list).filter(({ name }) => !removed.has(String(name)));
		const kept = isStoredPart(list, change) ? left.map((row) => moved(row, merged)) : left;
		const all = withRows(kept, rowsFor(list, change, kept, merged));
		if (all.length > 0) definition[list] = all;
		else delete definition[list];
	}
	if (concernsRequests(stored, change)) checkDefinition(definition);
	return definition;
}

/** Whether a change can make a tool wrong that is right: one that was made elsewhere, in whatever form, stays changeable. */
function concernsRequests(stored: IDataObject, change: ToolChange): boolean {
	if (Object.keys(stored).length === 0 || change.remove.length > 0) return true;
	const parts = [...LISTS, ...IMPLEMENTATIONS];
	return (
		parts.some((name) => name in change.definition) || LISTS.some((list) => change[list].length > 0)
	);
}

function rowsFor(
	list: (typeof LISTS)[number],
	change: ToolChange,
	kept: IDataObject[],
	definition: IDataObject,
): IDataObject[] {
	if (list !== 'dynamicParameters') return change[list];
	return toDynamicParameters(change.dynamicParameters, (name) => {
		const before = kept.find((row) => row.name === name)?.location;
		return placeFor(name, before, definition) ?? usualPlace(definition);
	});
}

/**
 * Whether the parameters are those that the tool had, under another URL or method. The panel has no column for where they
 * go, so they have to follow. What the JSON gives, it places itself; fixed values may be keys, which a query would show.
 */
function isStoredPart(list: (typeof LISTS)[number], { definition }: ToolChange): boolean {
	return list === 'dynamicParameters' && 'http' in definition && !(list in definition);
}

/** A parameter where the request takes it. */
function moved(row: IDataObject, definition: IDataObject): IDataObject {
	const location = placeFor(String(row.name), row.location, definition) ?? row.location;
	return location === row.location ? row : { ...row, location };
}

/** Where a parameter of this name goes; undefined where it cannot stay and the URL has no place for it. */
function placeFor(name: string, before: unknown, definition: IDataObject): string | undefined {
	if (placesIn(definition).includes(name)) return 'PARAMETER_LOCATION_PATH';
	if (typeof before !== 'string' || before === 'PARAMETER_LOCATION_PATH') return undefined;
	const hasNoBody = before === 'PARAMETER_LOCATION_BODY' && methodOf(definition) === 'GET';
	return hasNoBody ? usualPlace(definition) : before;
}

const usualPlace = (definition: IDataObject) =>
	`PARAMETER_LOCATION_${methodOf(definition) === 'GET' ? 'QUERY' : 'BODY'}`;

/** Rows in place of those of the same name, others behind them. */
function withRows(kept: IDataObject[], rows: IDataObject[]): IDataObject[] {
	const byName = new Map(rows.map((row) => [row.name, row]));
	const known = new Set(kept.map(({ name }) => name));
	return [
		...kept.map((row) => byName.get(row.name) ?? row),
		...rows.filter(({ name }) => !known.has(name)),
	];
}

const httpOf = ({ http }: IDataObject): Record<string, unknown> => (isRecord(http) ? http : {});

const methodOf = (definition: IDataObject) => String(httpOf(definition).httpMethod).toUpperCase();

/** The names in curly brackets of the address. Two of them are a variable of the agent's. */
function placesIn(definition: IDataObject): string[] {
	const { baseUrlPattern } = httpOf(definition);
	if (typeof baseUrlPattern !== 'string') return [];
	return [...baseUrlPattern.matchAll(/(?<!\{)\{([^{}]+)\}(?!\})/g)].map(([, name]) => name);
}

/** @throws InputError for what the API would refuse, or what could never be called */
function checkDefinition(definition: IDataObject): void {
	const ways = IMPLEMENTATIONS.filter((name) => definition[name] !== undefined);
	if (ways.length === 0) {
		throw new InputError(
			`${LABELS.baseUrlPattern}: this field is empty`,
			'Enter the address that Ultravox calls when the agent uses the tool.',
		);
	}
	if (ways.length > 1) {
		throw new InputError(
			`A tool cannot be ${ways.join(' and ')} at once`,
			`Set all but one of them to null in ${LABELS.definitionJson}.`,
		);
	}
	const rows = LISTS.flatMap((list) => listIn(definition, list).map((row) => ({ list, row })));
	const seen = new Set<unknown>();
	for (const { list, row } of rows) {
		const label = list === 'dynamicParameters' ? LABELS.toolParameters : LABELS[list];
		if (seen.size === seen.add(row.name).size) {
			throw new InputError(
				`${label}: the tool already has something else that is called ${show(row.name)}`,
				'Parameters, fixed values and values from the call need names of their own.',
			);
		}
		if (methodOf(definition) === 'GET' && row.location === 'PARAMETER_LOCATION_BODY') {
			throw new InputError(
				`${label}: ${show(row.name)} cannot go into the body, as a GET request has none`,
				`${placeElsewhere({ list, row }, 'Query')}, or choose another ${LABELS.httpMethod}.`,
			);
		}
	}
	checkPlaces(definition, rows);
}

interface ListedRow {
	list: (typeof LISTS)[number];
	row: IDataObject;
}

/** How a user lets a row go elsewhere. The parameters' own rows have no such column. */
function placeElsewhere({ list, row: { name } }: ListedRow, where: 'Path' | 'Query'): string {
	if (list === 'dynamicParameters') {
		return `Give ${show(name)} the location PARAMETER_LOCATION_${where.toUpperCase()} in ${LABELS.definitionJson}`;
	}
	return `Give ${show(name)} anew under ${LABELS[list]}, with ${where} as Where`;
}

function checkPlaces(definition: IDataObject, rows: ListedRow[]): void {
	const places = placesIn(definition);
	const inPath = rows
		.filter(({ row }) => row.location === 'PARAMETER_LOCATION_PATH')
		.map(({ row }) => String(row.name));
	const empty = places.find((name) => !inPath.includes(name));
	if (empty !== undefined) {
		const elsewhere = rows.find(({ row }) => row.name === empty);
		throw new InputError(
			`${LABELS.baseUrlPattern}: nothing fills in {${empty}}`,
			elsewhere
				? `${placeElsewhere(elsewhere, 'Path')}.`
				: `Add a parameter that is called ${show(empty)}, or a fixed value of that name with Path as Where.`,
		);
	}
	const lost = inPath.find((name) => !places.includes(name));
	if (lost === undefined) return;
	throw new InputError(
		`${LABELS.baseUrlPattern}: there is no place for the parameter ${show(lost)}`,
		`Put {${lost}} into the address where its value belongs, or take the parameter out; ${LABELS.removeParameters} does so with a stored one.`,
	);
}
