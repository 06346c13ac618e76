import { InputError } from '../errors/inputError';
import { readChoice, readRows } from '../fields/readers';
import { readJson, refuseMissing, show } from '../fields/values';
import { isMissing, isRecord } from '../util/guards';
import { modelNameOf, type BuiltIn, type SelectedTool } from './entry';
import { TOOL_LABELS } from './fields';
import { readId, readToolName, TOOL_KINDS } from './kinds';

type Given = Record<string, unknown>;

/** What is to be taken away: all tools of a kind, a tool of the account, or what the agent knows under a name. */
export type ToolRemoval = { builtIn: BuiltIn } | { toolId: string } | { name: string };

/** What is to be changed of an agent's tools. */
export interface ToolChanges {
	add: SelectedTool[];
	remove: ToolRemoval[];
}

/** How the rows of a group are read. */
type GroupReaders<T> = Record<string, { label: string; read(row: Given, label: string): T }>;

const KINDS: GroupReaders<SelectedTool> = Object.fromEntries(
	Object.entries(TOOL_KINDS).map(([name, { group, read }]) => [
		name,
		{ label: group.displayName, read },
	]),
);

const readKind = readChoice(...Object.keys(TOOL_KINDS).filter((name) => name !== 'ownTool'));

const REMOVALS: GroupReaders<ToolRemoval> = {
	builtIn: {
		label: 'Tool of Ultravox',
		read: ({ tool }, label) => ({ builtIn: readKind(tool, `${label}, Kind`) as BuiltIn }),
	},
	ownTool: {
		label: 'Own Tool',
		read: ({ toolId }, label) => ({ toolId: readId(toolId, `${label}, Tool`) }),
	},
	named: {
		label: 'Tool by Name',
		read: ({ name }, label) => ({ name: readToolName(name, `${label}, Name`) }),
	},
};

/**
 * Reads Tools and Tools (JSON).
 *
 * @param given the collection's values
 * @returns `selectedTools` of the API, the rows first; empty only for an empty list in the JSON; undefined where neither
 *   field was added
 * @throws InputError when something cannot be right, or a field was added and nothing put in
 */
export function readTools(given: Given): SelectedTool[] | undefined {
	if (!('tools' in given) && !('toolsJson' in given)) return undefined;
	const tools = [
		...('tools' in given ? readGroups(given.tools, TOOL_LABELS.tools, KINDS) : []),
		...('toolsJson' in given ? readToolsJson(given.toolsJson) : []),
	];
	refuseTwice(tools, TOOL_LABELS.tools);
	return tools;
}

/**
 * Reads Add Tools and Remove Tools.
 *
 * @returns undefined where neither field was added
 * @throws InputError as readTools
 */
export function readToolChanges(given: Given): ToolChanges | undefined {
	if (!('addTools' in given) && !('removeTools' in given)) return undefined;
	const add = 'addTools' in given ? readGroups(given.addTools, TOOL_LABELS.addTools, KINDS) : [];
	refuseTwice(add, TOOL_LABELS.addTools);
	return { add, remove: readRemovals(given) };
}

/** Reads Remove Tools. @returns none where the field was not added @throws InputError */
export function readRemovals(given: Given): ToolRemoval[] {
	if (!('removeTools' in given)) return [];
	return readGroups(given.removeTools, TOOL_LABELS.removeTools, REMOVALS);
}

/** Reads `{ [group]: [row] }`, as the editor stores rows of several kinds. */
function readGroups<T>(value: unknown, label: string, groups: GroupReaders<T>): T[] {
	if (isMissing(value)) refuseMissing(label, 'rows');
	if (!isRecord(value)) {
		throw new InputError(`${label}: ${show(value)} is not a list of rows`, 'Add rows one by one.');
	}
	const found = Object.entries(groups).flatMap(([name, { label: kind, read }]) => {
		if (value[name] === undefined) return [];
		const kindLabel = `${label}, ${kind}`;
		return readRows(value[name], kindLabel).map((row, index) =>
			read(row, `${kindLabel}, Row ${index + 1}`),
		);
	});
	if (found.length > 0) return found;
	throw new InputError(`${label}: there are no rows`, 'Add a row, or remove the field.');
}

const REFERENCES = ['toolId', 'toolName', 'temporaryTool'];

function readToolsJson(value: unknown): SelectedTool[] {
	const label = TOOL_LABELS.toolsJson;
	if (isMissing(value)) refuseMissing(label, '[]');
	if (typeof value === 'string' && value.trim() === '') {
		throw new InputError(
			`${label}: this field is empty`,
			'Enter a list, or remove the field. [] stands for no tools.',
		);
	}
	const list = readJson(value, label);
	if (!Array.isArray(list)) {
		throw new InputError(
			`${label}: ${show(list)} is not a list`,
			'Put the tools between square brackets, such as [{"toolName": "hangUp"}].',
		);
	}
	return list.map((entry: unknown, index) => {
		const given = isRecord(entry) ? REFERENCES.filter((name) => !isMissing(entry[name])) : [];
		if (isRecord(entry) && given.length === 1) return entry as SelectedTool;
		throw new InputError(
			`${label}, Row ${index + 1}: ${show(entry)} is not a tool`,
			'Each has exactly one of toolId, toolName and temporaryTool.',
		);
	});
}

/** Two tools of one name cannot be told apart, and Ultravox refuses them. */
function refuseTwice(tools: SelectedTool[], label: string): void {
	const seen = new Set<string>();
	for (const tool of tools) {
		const name = modelNameOf(tool) ?? String(tool.toolId ?? tool.toolName);
		if (seen.has(name)) {
			throw new InputError(
				`${label}: ${show(name)} is there twice`,
				'Remove one of the two. Several transfers, or searches of different knowledge bases, each need a Name of their own, and When to Use It.',
			);
		}
		seen.add(name);
	}
}
