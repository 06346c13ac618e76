import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { allPages, onePage } from '../client/pagination';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { forDropdown } from '../engine/dropdown';

/** An agent, as far as a dropdown needs it. */
interface AgentEntry {
	agentId: unknown;
	name?: unknown;
}

/** Where to pick an agent by its name; none for an entry without an ID, which nobody could pick. */
function choiceOf({ agentId, name }: AgentEntry): Array<{ name: string; value: string }> {
	const value = textOr(agentId, undefined);
	return value === undefined ? [] : [{ name: cleanText(textOr(name, value)), value }];
}

/** More than anyone can pick from; keeps a dropdown from loading for ever. */
const MOST_ENTRIES = 10_000;

const PAGE_WHILE_SCROLLING = 50;

/**
 * Fills the multi-selects of agents: all agents of the account, by name.
 *
 * @throws NodeApiError with a sentence for the user, which the dropdown shows
 */
export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await forDropdown(this, async (api) => {
		const agents = await allPages<AgentEntry>(api, '/api/agents', {}, MOST_ENTRIES);
		return agents
			.flatMap(choiceOf)
			.map((choice) => ({ ...choice, description: choice.value }))
			.sort((one, other) => one.name.localeCompare(other.name));
	});
}

/**
 * Fills the resource locator of agents: searches on the server, one page at a time while the user scrolls.
 *
 * @param filter what the user typed
 * @param paginationToken cursor of the page to read, as the previous page gave it
 * @throws NodeApiError with a sentence for the user
 */
export async function searchAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const search = filter?.trim() || undefined;
		const page = await onePage<AgentEntry>(
			api,
			'/api/agents',
			{ search },
			PAGE_WHILE_SCROLLING,
			paginationToken,
		);
		return {
			results: page.entries
				.flatMap(choiceOf)
				.map((choice) => ({ ...choice, url: `https://app.ultravox.ai/agents/${choice.value}` })),
			paginationToken: page.cursor,
		};
	});
}
