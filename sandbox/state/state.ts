export type Provider = 'twilio' | 'telnyx' | 'plivo';
export type JsonObject = Record<string, unknown>;

/** A configuration as stored: the provider's account fields with their secrets, and the shared three. */
export interface StoredConfig extends JsonObject {
	callCreationAllowedAgentIds: string[];
	callCreationAllowAllAgents: boolean;
	requestContextMapping: Record<string, string>;
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

export interface SeededAgent {
	agentId: string;
	name: string;
}

/** Everything the account holds. */
export interface SandboxState {
	account: { accountId: string; name: string };
	configs: Record<Provider, StoredConfig | null>;
	/** By agent ID, oldest first. */
	agents: Map<string, StoredAgent>;
	/** Counter behind `seq` of everything stored. */
	lastSeq: number;
}

export function createState(): SandboxState {
	const state = {} as SandboxState;
	clearState(state);
	return state;
}

/** Empties the state in place, so that references to it stay good. */
export function clearState(state: SandboxState): void {
	state.account = {
		accountId: '0c6f1a52-3b8e-4d47-9a65-5d1f0e7b2c90',
		name: 'Sandbox account',
	};
	state.configs = { twilio: null, telnyx: null, plivo: null };
	state.agents = new Map();
	state.lastSeq = 0;
}

/** The next position in the order of creation. */
export function nextSeq(state: SandboxState): number {
	state.lastSeq += 1;
	return state.lastSeq;
}
