import { notFound } from '../server/problems';
import type { JsonObject, SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		agents: Map<string, StoredAgent>;
	}
}

export interface StoredAgent {
	/** Position in the order of creation. */
	seq: number;
	agentId: string;
	name: string;
	created: string;
	publishedRevisionId: string;
	/** As set, secrets included; null if the agent was created without. */
	callTemplate: JsonObject | null;
	/** How many calls were made with it. */
	calls: number;
}

export function clearAgents(state: SandboxState): void {
	state.agents = new Map();
}

/**
 * The agent with this ID.
 *
 * @throws Problem 404
 */
export function findAgent(state: SandboxState, agentId: string): StoredAgent {
	const agent = state.agents.get(agentId);
	if (!agent) throw notFound();
	return agent;
}
