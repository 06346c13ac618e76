import type { UltravoxApi } from '../client/ultravoxApi';
import { isNotFound } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { asJson, isRecord, textOr } from '../util/guards';
import { toResult } from '../util/result';
import { builtInOf, modelNameOf, overridesOf, type SelectedTool } from './entry';
import type { ToolChanges, ToolRemoval } from './readTools';

/** What comes of changes. */
export interface ChangedTools {
	tools: SelectedTool[];
	/** Whether they differ from what was there. */
	isChanged: boolean;
	/** Sentences about what was so already. */
	notes: string[];
}

/**
 * Takes tools off a list and then adds some. Tools are compared by what they resolve to, as agents answer them in a form
 * of the service's own: named by ID or with the whole definition, sorted, with descriptions filled in.
 *
 * @param before the agent's tools as the API answers them; not changed
 * @param changes what is wanted
 * @param nameOfTool gives the name of a stored tool, undefined if there is none; asked only where an entry does not say it
 * @throws InputError where another tool has the name of one that is added; what `nameOfTool` throws
 */
export async function changeTools(
	before: SelectedTool[],
	{ add, remove }: ToolChanges,
	nameOfTool: (toolId: string) => Promise<string | undefined>,
): Promise<ChangedTools> {
	const result: ChangedTools = { tools: [...before], isChanged: false, notes: [] };
	for (const removal of remove) await takeOff(result, removal, nameOfTool);
	const meant = await matches(result.tools, add, nameOfTool);
	for (const wanted of add) put(result, wanted, meant.get(wanted));
	return result;
}

type NameOfTool = Parameters<typeof changeTools>[2];

/** Makes `nameOfTool` for an account. */
export function toolNames(api: UltravoxApi): NameOfTool {
	return async (toolId) => {
		const path = `/api/tools/${encodeURIComponent(toolId)}`;
		const answer = await toResult(api.send({ method: 'GET', path, isExpected: isRecord }));
		if (!('error' in answer)) {
			return isRecord(answer.value) ? textOr(answer.value.name, undefined) : undefined;
		}
		if (isNotFound(answer.error)) return undefined;
		throw answer.error;
	};
}

async function takeOff(
	result: ChangedTools,
	removal: ToolRemoval,
	nameOfTool: NameOfTool,
): Promise<void> {
	const others: SelectedTool[] = [];
	for (const tool of result.tools) {
		if (!(await isMeant(tool, removal, nameOfTool))) others.push(tool);
	}
	if (others.length === result.tools.length) {
		const [what] = Object.values(removal);
		result.notes.push(`Remove Tools: the agent has no tool ${show(what)}.`);
		return;
	}
	result.tools = others;
	result.isChanged = true;
}

async function isMeant(tool: SelectedTool, removal: ToolRemoval, nameOfTool: NameOfTool) {
	if ('name' in removal) return modelNameOf(tool) === removal.name;
	if ('builtIn' in removal) return await isBuiltIn(tool, removal.builtIn, nameOfTool);
	return await isStored(tool, removal.toolId, nameOfTool);
}

/**
 * Finds for each tool that is wanted the one that is there already. Each of those is taken once: two rows of one tool,
 * under two names, are two tools. What is there just as it is wanted comes first, then what has the name that is wanted.
 */
async function matches(
	before: SelectedTool[],
	add: SelectedTool[],
	nameOfTool: NameOfTool,
): Promise<Map<SelectedTool, SelectedTool>> {
	const same = new Map<SelectedTool, SelectedTool[]>();
	for (const wanted of add) {
		const found: SelectedTool[] = [];
		for (const tool of before) if (await isSame(tool, wanted, nameOfTool)) found.push(tool);
		same.set(wanted, found);
	}
	const meant = new Map<SelectedTool, SelectedTool>();
	const taken = new Set<SelectedTool>();
	const ways = [covers, hasName, () => true];
	for (const isMeantBy of ways) {
		for (const [wanted, found] of same) {
			if (meant.has(wanted)) continue;
			const tool = found.find((one) => !taken.has(one) && isMeantBy(one, wanted));
			if (tool === undefined) continue;
			meant.set(wanted, tool);
			taken.add(tool);
		}
	}
	return meant;
}

const hasName = (tool: SelectedTool, wanted: SelectedTool) =>
	modelNameOf(tool) === modelNameOf(wanted);

/** @param tool the one that is there already, as it was before anything was added */
function put(result: ChangedTools, wanted: SelectedTool, tool: SelectedTool | undefined): void {
	const name = modelNameOf(wanted);
	if (tool === undefined) {
		refuseTaken(result.tools, name);
		result.tools = [...result.tools, wanted];
	} else if (covers(tool, wanted)) {
		result.notes.push(`Add Tools: the agent has ${show(modelNameOf(tool) ?? name)} already.`);
		return;
	} else {
		const others = result.tools.filter((other) => other !== tool);
		refuseTaken(others, textOr(wanted.nameOverride, undefined));
		result.tools = result.tools.map((other) => (other === tool ? combined(tool, wanted) : other));
	}
	result.isChanged = true;
}

function refuseTaken(tools: SelectedTool[], name: string | undefined): void {
	if (name === undefined || tools.every((tool) => modelNameOf(tool) !== name)) return;
	throw new InputError(
		`Add Tools: the agent has another tool called ${show(name)}`,
		'Give the new one a Name of its own, or take the other one away with Remove Tools. Nothing was changed.',
	);
}

/** Whether an entry is the tool that is wanted, whatever its settings. */
async function isSame(tool: SelectedTool, wanted: SelectedTool, nameOfTool: NameOfTool) {
	const kind = builtInOf(wanted);
	if (kind === undefined) return await isStored(tool, String(wanted.toolId), nameOfTool);
	// There may be several of these, for different aims.
	const aim = AIMS[kind];
	if (aim !== undefined && overridesOf(tool)[aim] !== overridesOf(wanted)[aim]) return false;
	return await isBuiltIn(tool, kind, nameOfTool);
}

const AIMS: Partial<Record<string, string>> = { queryCorpus: 'corpus_id', coldTransfer: 'target' };

/** A tool of an ID that is not known here may still be what Ultravox makes of the name: it is asked then. */
async function isBuiltIn(tool: SelectedTool, kind: string, nameOfTool: NameOfTool) {
	const known = builtInOf(tool);
	if (known !== undefined) return known === kind;
	if (typeof tool.toolId !== 'string' || modelNameOf(tool) !== kind) return false;
	return (await nameOfTool(tool.toolId)) === kind;
}

async function isStored(tool: SelectedTool, toolId: string, nameOfTool: NameOfTool) {
	if (typeof tool.toolId === 'string') return tool.toolId.toLowerCase() === toolId;
	if (typeof tool.toolName !== 'string' || builtInOf(tool) !== undefined) return false;
	return tool.toolName === (await nameOfTool(toolId));
}

/** What an entry says of its tool beside the parameters, as far as rows have it. */
const TEXTS = ['nameOverride', 'descriptionOverride'];

/** Whether an entry has all the settings that are wanted; it may have more. */
function covers(tool: SelectedTool, wanted: SelectedTool): boolean {
	const [stored, overrides] = [overridesOf(tool), overridesOf(wanted)];
	return (
		TEXTS.every((name) => wanted[name] === undefined || wanted[name] === tool[name]) &&
		Object.keys(overrides).every((name) => asJson(stored[name]) === asJson(overrides[name]))
	);
}

/** An entry with the settings that are wanted over its own; what it stands for stays as it is written there. */
function combined(tool: SelectedTool, wanted: SelectedTool): SelectedTool {
	const texts = Object.entries(wanted).filter(([name]) => TEXTS.includes(name));
	const parameterOverrides = { ...overridesOf(tool), ...overridesOf(wanted) };
	return {
		...tool,
		...Object.fromEntries(texts),
		...(Object.keys(parameterOverrides).length > 0 ? { parameterOverrides } : {}),
	};
}
