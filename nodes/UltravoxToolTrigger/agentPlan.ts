import { AGENTS } from '../agents/agentApi';
import {
	changeAgentTools,
	selectedToolsOf,
	showsWriteOnlyParts,
	type SelectedTool,
} from '../agents/agentTools';
import { allPages } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { cleanText } from '../util/cleanText';
import { isRecord, textOr } from '../util/guards';
import { toResult } from '../util/result';
import type { AgentEntries } from './agentEntries';
import { isGone } from './toolApi';

const LABEL = 'Agents That May Use It';

const KEEPS_FORMER = 'goes on with the former name and description of the tool';

/** An agent, as far as the tool concerns it. */
interface Agent {
	agentId: string;
	name: string;
	/** Its entries that stand for the trigger's tool, and those that have the same name for the model. */
	entries: SelectedTool[];
	/** Whether it can use the tool already. */
	isAble: boolean;
	/** Whether it can be seen that it would not come back as it was. */
	losesSecrets: boolean;
}

/** What the user and the tool say about agents. */
export interface AgentWish {
	/** IDs of those that are to have the tool. */
	chosen: string[];
	/** IDs of those to which the trigger has given it before. */
	given: string[];
}

/** What is to be done with agents. */
export interface AgentPlan {
	/** Agents that get the tool. */
	give: Agent[];
	/** Agents that lose it. */
	take: Agent[];
	/** How many of the chosen agents can use it already. */
	able: number;
	/** Whether the entry of one of those has to be renewed. */
	isOutdated: boolean;
	/** Whether any agent was chosen. */
	isWanted: boolean;
	/** IDs of tools that agents go on holding of which this plan does not know. */
	heldElsewhere: Set<string>;
	warnings: string[];
}

const NOTHING: AgentPlan = {
	give: [],
	take: [],
	able: 0,
	isOutdated: false,
	isWanted: false,
	heldElsewhere: new Set(),
	warnings: [],
};

/**
 * Finds out which agents have to be changed. Changes nothing.
 *
 * @throws ApiError; InputError where an agent has another tool of this name, or none of the chosen ones could use the tool
 */
export async function planAgents(
	api: UltravoxApi,
	entries: AgentEntries,
	{ chosen, given }: AgentWish,
): Promise<AgentPlan> {
	if (chosen.length + given.length === 0 && entries.own.ids.length < 2) return NOTHING;
	const plan: AgentPlan = {
		...NOTHING,
		give: [],
		take: [],
		isWanted: chosen.length > 0,
		heldElsewhere: new Set(),
		warnings: [],
	};
	const agents = await readAgents(api, entries, new Set(chosen));
	await findGone(api, entries, agents.values());
	for (const agentId of chosen) {
		const agent = agents.get(agentId);
		if (!agent) {
			plan.warnings.push(`${LABEL}: this Ultravox account has no agent ${agentId}.`);
			continue;
		}
		refuseOther(agent, entries);
		if (agent.isAble) plan.able++;
		if (entries.withOwn(agent.entries) === undefined) continue;
		plan.isOutdated ||= agent.isAble;
		if (agent.losesSecrets) {
			plan.warnings.push(losing(agent, agent.isAble ? KEEPS_FORMER : 'was not given the tool'));
		} else plan.give.push(agent);
	}
	for (const agent of agents.values()) {
		if (chosen.includes(agent.agentId) || !entries.withoutOwn(agent.entries)) continue;
		if (!given.includes(agent.agentId)) {
			for (const { toolId } of agent.entries) plan.heldElsewhere.add(String(toolId));
		} else if (agent.losesSecrets) plan.warnings.push(losing(agent, 'keeps the tool'));
		else plan.take.push(agent);
	}
	if (plan.isWanted && plan.able + plan.give.length === 0) {
		throw new InputError(plan.warnings[0].replace(/\.$/, ''), 'So no agent could use the tool.');
	}
	return plan;
}

/**
 * Gives the tool to agents, and takes it from others.
 *
 * @param word words a failure
 * @returns what did not work out, as sentences, and the IDs of agents that still have the tool for that reason
 * @throws what went wrong where in the end none of the chosen agents has the tool
 */
export async function changeAgents(
	api: UltravoxApi,
	entries: AgentEntries,
	{ give, take, able, isWanted }: AgentPlan,
	word: (error: unknown) => string,
): Promise<{ warnings: string[]; left: string[] }> {
	const warnings: string[] = [];
	const left: string[] = [];
	let first: unknown;
	let done = able;
	const changes = [
		...give.map((agent) => ({ agent, isGiven: true })),
		...take.map((agent) => ({ agent, isGiven: false })),
	];
	for (const { agent, isGiven } of changes) {
		const change = (tools: SelectedTool[]) =>
			isGiven ? entries.withOwn(tools) : entries.withoutOwn(tools);
		const outcome = await toResult(changeAgentTools(api, entries, agent.agentId, change));
		if ('error' in outcome) {
			const { error } = outcome;
			const failed = agent.isAble ? KEEPS_FORMER : 'could not be given the tool';
			const what = `Agent ${show(agent.name)} ${isGiven ? failed : 'still has the tool'}`;
			warnings.push(`${what}. ${word(error)}`);
			if (!isGiven) left.push(agent.agentId);
			else if (error instanceof ApiError) {
				first ??= error.worded({ message: what, description: word(error) });
			} else first ??= error;
			continue;
		}
		if (isGiven) done++;
		const lost = outcome.value ?? [];
		if (lost.length === 0) continue;
		warnings.push(
			`Agent ${show(agent.name)}: Ultravox did not keep other settings of it: ${lost.map(cleanText).join(', ')}. Look at the agent in the Ultravox console.`,
		);
	}
	if (isWanted && done === 0 && first !== undefined) throw first;
	return { warnings, left };
}

/** The agents that are chosen, or have something to do with the tool, by ID. */
async function readAgents(
	api: UltravoxApi,
	entries: AgentEntries,
	chosen: Set<string>,
): Promise<Map<string, Agent>> {
	const wantedName = entries.own.wanted.modelToolName;
	// Whole agents would fill the memory: an account may have thousands, with long prompts.
	const read = (value: unknown): Agent | undefined => {
		if (!isRecord(value) || typeof value.agentId !== 'string') return undefined;
		const { agentId, callTemplate } = value;
		const concerned = selectedToolsOf(callTemplate).filter(
			(entry) => entries.isOwn(entry) || entries.modelName(entry) === wantedName,
		);
		if (concerned.length === 0 && !chosen.has(agentId)) return undefined;
		return {
			agentId,
			name: cleanText(textOr(value.name, agentId)),
			entries: concerned,
			isAble: concerned.some((entry) => entries.isUsable(entry)),
			losesSecrets: showsWriteOnlyParts(callTemplate),
		};
	};
	const all = await allPages<unknown, Agent | undefined>(api, AGENTS, {}, Infinity, read);
	return new Map(
		all.flatMap((agent): Array<[string, Agent]> => (agent ? [[agent.agentId, agent]] : [])),
	);
}

/** Finds out which tools of the trigger's name are no longer there: somebody may have deleted the trigger's own by hand. */
async function findGone(
	api: UltravoxApi,
	entries: AgentEntries,
	agents: Iterable<Agent>,
): Promise<void> {
	const ids = [...agents].flatMap((agent) =>
		agent.entries.map((entry) => entries.unknownId(entry)),
	);
	for (const toolId of new Set(ids)) {
		if (toolId !== undefined && (await isGone(api, toolId))) entries.gone.add(toolId);
	}
}

function refuseOther(agent: Agent, entries: AgentEntries): void {
	const name = entries.own.wanted.modelToolName;
	const other = agent.entries.find(
		(entry) =>
			!entries.isOwn(entry) && !entries.gone.has(entry.toolId) && entries.modelName(entry) === name,
	);
	if (other === undefined) return;
	const address = entries.address(other);
	const from =
		address === undefined
			? 'which does not belong to this workflow'
			: `which calls ${cleanText(address)}`;
	throw new InputError(
		`Tool Name: agent ${show(agent.name)} already has a tool that is called ${show(name)}, ${from}`,
		'Give this tool another name, or take the other one off the agent. Nothing was changed.',
	);
}

function losing({ name }: Agent, what: string): string {
	return `Agent ${show(name)} ${what}: it has shared secrets, which would be lost if it was written from here. Change it in the Ultravox console.`;
}
