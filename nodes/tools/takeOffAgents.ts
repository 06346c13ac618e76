import type { IDataObject } from 'n8n-workflow';
import { AGENTS } from '../agents/agentApi';
import {
	changeAgentTools,
	selectedToolsOf,
	showsWriteOnlyParts,
	type SelectedTool,
} from '../agents/agentTools';
import { agentLabels } from '../agents/fields';
import { allPages } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import { ApiError, isNotFound } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { describeApiError } from '../errors/messages';
import { asSentence } from '../errors/sentences';
import { show } from '../fields/values';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { toResult } from '../util/result';
import { ToolApi, type Tool } from './toolApi';

/** As many agents lose a tool in one step; each takes a read and a write. */
const MOST_AGENTS = 100;

/** An agent that has tools. */
interface Holder {
	agentId: string;
	name: string;
	/** IDs and names under which it has stored tools. */
	tools: Set<string>;
	/** Whether it can be seen that it would not come back as it was. */
	losesSecrets: boolean;
}

/** Every agent that has tools. */
export type Holders = Holder[];

/** What taking a tool off needs of the operation. */
interface Run {
	api: UltravoxApi;
	/** Shared by the items of one run: the agents are listed once. */
	state: { holders?: Promise<Holders> };
	warn(text: string): void;
}

/**
 * Takes a tool off every agent that has it. Nothing is changed unless it can be done for all of them.
 *
 * @param toolId the tool
 * @returns the agents that had it: `agentId` and `name`
 * @throws ApiError; InputError for a tool that is not the account's own, too many agents, or one that cannot be written back
 */
export async function takeOffAgents(run: Run, toolId: string): Promise<IDataObject[]> {
	const { api, state, warn } = run;
	const tool = await new ToolApi(api).get(toolId);
	const isMeant = ({ toolId: id, toolName }: SelectedTool) =>
		id === undefined ? toolName === tool.name : id === tool.toolId;
	const all = await holdersOf(run);
	const holders = all.filter(({ tools }) => tools.has(toolId) || tools.has(String(tool.name)));
	refuseUnlessPossible(tool, holders);
	const done: Holder[] = [];
	for (const holder of holders) {
		const { agentId, name } = holder;
		const outcome = await toResult(
			changeAgentTools(api, state, agentId, (tools) => {
				const others = tools.filter((entry) => !isMeant(entry));
				return others.length === tools.length ? undefined : others;
			}),
		);
		if ('error' in outcome) {
			// An agent that has been deleted meanwhile has no tool any more.
			if (isNotFound(outcome.error)) continue;
			throw stillHolding(outcome.error, holder, done);
		}
		if (outcome.value === undefined) continue;
		done.push(holder);
		if (outcome.value.length > 0) {
			warn(
				`Agent ${show(name)}: Ultravox did not keep other settings of it: ${outcome.value.map(cleanText).join(', ')}. Look at the agent in the Ultravox console.`,
			);
		}
	}
	return done.map(({ agentId, name }) => ({ agentId, name }));
}

/** The agents that have stored tools. A list that could not be read fails the item that asked for it, and no other. */
async function holdersOf({ api, state }: Run): Promise<Holders> {
	const another = state.holders;
	if (another) {
		const outcome = await toResult(another);
		if ('value' in outcome) return outcome.value;
		if (state.holders === another) state.holders = undefined;
	}
	state.holders ??= readHolders(api);
	return await state.holders;
}

/** Lists the agents that have stored tools; of each only what is needed, as an account may have thousands. */
async function readHolders(api: UltravoxApi): Promise<Holders> {
	const read = (agent: IDataObject): Holder | undefined => {
		const { agentId, callTemplate } = agent;
		const tools = selectedToolsOf(callTemplate)
			.map(({ toolId, toolName }) => toolId ?? toolName)
			.filter((name): name is string => typeof name === 'string');
		if (typeof agentId !== 'string' || tools.length === 0) return undefined;
		return {
			agentId,
			name: cleanText(textOr(agent.name, agentId)),
			tools: new Set(tools),
			losesSecrets: showsWriteOnlyParts(callTemplate),
		};
	};
	const all = await allPages<IDataObject, Holder | undefined>(api, AGENTS, {}, Infinity, read);
	return all.filter((holder) => holder !== undefined);
}

function refuseUnlessPossible({ ownership }: Tool, holders: Holders): void {
	if (ownership === 'public') {
		throw new InputError(
			'Tool: this is one of the tools that Ultravox brings along, which cannot be deleted',
			'To take it from an agent, change the tools of the agent.',
		);
	}
	if (holders.length > MOST_AGENTS) {
		throw new InputError(
			`Tool: ${holders.length} agents have it, and ${MOST_AGENTS} is the most that one step changes`,
			'Take it off some of the agents first. Nothing was changed.',
		);
	}
	const secret = holders.find(({ losesSecrets }) => losesSecrets);
	if (secret === undefined) return;
	throw new InputError(
		`Tool: agent ${show(secret.name)} has shared secrets, which would be lost if it was written from here`,
		'Take the tool off this agent in the Ultravox console. Nothing was changed.',
	);
}

/** Words an error of the deletion itself: where the tool is in use all the same, the option is on already. */
export function stillInUse(error: unknown, done: IDataObject[]): unknown {
	if (!(error instanceof ApiError) || !error.hasStatus(409)) return error;
	return error.worded({
		message: 'The tool was not deleted, as an agent was given it meanwhile',
		description: `Run the step again: it takes the tool off that agent, too. ${takenOff(done.map(({ name }) => name))}`,
	});
}

function takenOff(names: unknown[]): string {
	return names.length === 0
		? 'Nothing was changed.'
		: `Before that it was taken off ${names.map(show).join(', ')}.`;
}

/** What went wrong with an agent, and what has been done before. */
function stillHolding(error: unknown, { name }: Holder, done: Holder[]): unknown {
	const before = takenOff(done.map((holder) => holder.name));
	const message = `The tool was not deleted, as it could not be taken off agent ${show(name)}`;
	if (error instanceof ApiError) {
		if (error.facts.kind === 'cancelled') return error;
		const said = describeApiError(error.facts, { labels: agentLabels });
		return error.worded({ message, description: `${asSentence(said.message)} ${before}` });
	}
	if (!(error instanceof InputError)) return error;
	return new InputError(message, `${asSentence(error.message)} ${before}`);
}
