import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { checkDefinition, parametersOf } from './checks';
import { MODEL_NAME } from './schema';
import { showDefinition } from './show';
import type { StoredTool } from './store';

/** An entry of `selectedTools` or `toolOverrides.add`, as sent or as stored. */
export type SelectedTool = JsonObject & {
	toolId?: string;
	toolName?: string;
	temporaryTool?: JsonObject;
	nameOverride?: string;
	descriptionOverride?: string;
	authTokens?: Record<string, string>;
	parameterOverrides?: JsonObject;
};

export interface Selection {
	/** In the form in which they are stored and answered: resolved, named, sorted by the model's name. */
	tools: SelectedTool[];
	/** For each entry as sent, complaints by field; empty ones for those that are fine. */
	complaints: JsonObject[];
}

/** Resolves the tools that an agent or a call is given. */
export function selectTools(context: Context, entries: SelectedTool[]): Selection {
	const names = new Set<string>();
	const found = entries.map((entry) => selectOne(context, entry));
	const complaints = found.map(({ tool, complaint }) => {
		const name = String(tool.nameOverride);
		const isTwice = names.size === names.add(name).size;
		return isTwice
			? { ...complaint, nameOverride: [`Another tool is called "${name}".`] }
			: complaint;
	});
	const order = (one: SelectedTool, other: SelectedTool) =>
		String(one.nameOverride) < String(other.nameOverride) ? -1 : 1;
	return { tools: found.map(({ tool }) => tool).sort(order), complaints };
}

/** What a call changes of its agent's tools. */
export interface ToolOverrides {
	/** Names that the model sees. */
	remove?: string[];
	removeAll?: boolean;
	add?: SelectedTool[];
}

/**
 * Changes the tools of an agent for one call.
 *
 * @returns complaints about the tools that are added
 */
export function overrideTools(
	context: Context,
	tools: SelectedTool[],
	{ remove = [], removeAll = false, add = [] }: ToolOverrides,
): Selection {
	const kept = removeAll
		? []
		: tools.filter(({ nameOverride }) => !remove.includes(String(nameOverride)));
	const all = selectTools(context, [...kept, ...add]);
	return { ...all, complaints: all.complaints.slice(kept.length) };
}

/** The definition that an entry stands for; undefined where its tool is no longer there. */
export function definitionOf({ state }: Context, entry: SelectedTool): JsonObject | undefined {
	return entry.temporaryTool ?? state.tools.get(String(entry.toolId))?.definition;
}

function selectOne(
	context: Context,
	entry: SelectedTool,
): { tool: SelectedTool; complaint: JsonObject } {
	const { switches } = context;
	const { toolId, toolName, temporaryTool, nameOverride, descriptionOverride, ...rest } = entry;
	const stored = temporaryTool ? undefined : findStored(context, entry);
	const definition = temporaryTool ?? stored?.definition;
	if (!definition) {
		const field = toolId === undefined ? 'toolName' : 'toolId';
		const complaint = { [field]: [`There is no one tool "${toolId ?? toolName}".`] };
		const tool = { ...entry, nameOverride: nameOverride ?? toolName ?? toolId };
		return { tool, complaint: switches.unknownTools === 'refuse' ? complaint : {} };
	}
	const name = nameOverride ?? String(definition.modelToolName);
	const description = descriptionOverride ?? definition.description;
	const isExpanded =
		temporaryTool !== undefined ||
		(switches.builtInTools === 'expanded' && stored?.ownership === 'public');
	const tool: SelectedTool = {
		...(isExpanded
			? { temporaryTool: showDefinition(context, definition) }
			: { toolId: stored?.toolId }),
		nameOverride: name,
		...(description ? { descriptionOverride: String(description) } : {}),
		...rest,
	};
	return { tool, complaint: check(definition, tool, temporaryTool) };
}

/** By ID; by name the account's own one wins over one that Ultravox brings along. */
function findStored(
	{ state }: Context,
	{ toolId, toolName }: SelectedTool,
): StoredTool | undefined {
	if (toolId !== undefined) return state.tools.get(toolId);
	const named = [...state.tools.values()].filter(({ name }) => name === toolName);
	const own = named.filter(({ ownership }) => ownership === 'private');
	const candidates = own.length > 0 ? own : named;
	return candidates.length === 1 ? candidates[0] : undefined;
}

function check(
	definition: JsonObject,
	{ nameOverride, parameterOverrides = {}, authTokens = {} }: SelectedTool,
	temporaryTool: JsonObject | undefined,
): JsonObject {
	const complaint: JsonObject = {};
	const inner = temporaryTool ? checkDefinition(temporaryTool) : {};
	if (Object.keys(inner).length > 0) complaint.temporaryTool = inner;
	if (!new RegExp(MODEL_NAME).test(String(nameOverride))) {
		complaint.nameOverride = [`Must match ${MODEL_NAME}.`];
	}
	const known = (['dynamicParameters', 'staticParameters'] as const).flatMap((kind) =>
		parametersOf(definition, kind).map(({ name }) => name),
	);
	const unknown = Object.keys(parameterOverrides).filter((name) => !known.includes(name));
	const needed = requirementsOf(definition).requiredParameterOverrides ?? [];
	const missing = needed.filter((name) => !Object.hasOwn(parameterOverrides, name));
	if (unknown.length + missing.length > 0) {
		complaint.parameterOverrides = [
			...unknown.map((name) => `The tool has no parameter "${name}".`),
			...missing.map((name) => `"${name}" has to be set.`),
		];
	}
	if (!isSatisfied(definition, authTokens)) {
		complaint.authTokens = ['The security requirements of the tool are not met.'];
	}
	return complaint;
}

interface Requirements {
	requiredParameterOverrides?: string[];
	httpSecurityOptions?: { options?: Array<{ requirements?: Record<string, JsonObject> }> };
}

const requirementsOf = (definition: JsonObject) => (definition.requirements ?? {}) as Requirements;

/** The requirements of a tool that these tokens meet; undefined if they meet none of its options. */
export function metRequirements(
	definition: JsonObject,
	authTokens: Record<string, string>,
): Record<string, JsonObject> | undefined {
	const { options = [] } = requirementsOf(definition).httpSecurityOptions ?? {};
	if (options.length === 0) return {};
	const met = options
		.map(({ requirements = {} }) => requirements)
		.filter((needed) => Object.keys(needed).every((key) => Object.hasOwn(authTokens, key)));
	return met.find((needed) => Object.keys(needed).length > 0) ?? met[0];
}

const isSatisfied = (definition: JsonObject, authTokens: Record<string, string>) =>
	metRequirements(definition, authTokens) !== undefined;
