import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { allPages, onePage } from '../client/pagination';
import { forDropdown } from '../engine/dropdown';

/** An agent, as far as a dropdown needs it. */
interface AgentEntry {
	agentId: string;
	name?: string;
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
			.map(({ agentId, name }) => ({
				name: name?.trim() ? name : agentId,
				value: agentId,
				description: agentId,
			}))
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
			results: page.entries.map(({ agentId, name }) => ({
				name: name?.trim() ? name : agentId,
				value: agentId,
				url: `https://app.ultravox.ai/agents/${agentId}`,
			})),
			paginationToken: page.cursor,
		};
	});
}
