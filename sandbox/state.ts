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

/** A message of a call, as answered. */
export interface StoredMessage extends JsonObject {
	role: string;
	text: string;
	callStageId: string;
	callStageMessageIndex: number;
}

export interface StoredCall {
	seq: number;
	callId: string;
	agentId: string | null;
	/** The batch that made it. */
	batchId: string | null;
	/** Date-times, ISO 8601 in UTC. */
	created: string;
	joined: string | null;
	ended: string | null;
	endReason: string | null;
	/** When it was billed; null before. */
	billed: string | null;
	summarized: boolean;
	/** Settings in force: the agent's, overridden by the request's; secrets included. */
	settings: JsonObject;
	medium: JsonObject;
	metadata: Record<string, string>;
	templateContext: JsonObject;
	joinUrl: string | null;
	/** Messages that the request brought along. */
	initialMessages: JsonObject[];
	/** IDs of its stages, oldest first. */
	stages: string[];
	messages: StoredMessage[];
	/** How often its recording was asked for before it was ready. */
	recordingMisses: number;
	/** What happens when the clock moves, in seconds; null means never. */
	plan: CallPlan;
}

/** How a call goes on by itself when the clock moves; seconds. */
export interface CallPlan {
	/** From created to joined; null: nobody answers, and it ends at its join timeout. */
	joinAfter: number | null;
	/** From joined to ended; null: until its maximum duration. */
	talkFor: number | null;
	/** From ended to the summaries being there; null: never. */
	summaryAfter: number | null;
	/** From ended to billed; null: never. */
	billAfter: number | null;
}

export interface StoredThrottle {
	seq: number;
	throttleId: string;
	name: string;
	created: string;
	rules: Array<{ maxCalls: number; windowSeconds: number }>;
	/** When calls were made under it, milliseconds. */
	uses: number[];
}

export type ScheduledStatus = 'FUTURE' | 'PENDING' | 'SUCCESS' | 'EXPIRED' | 'ERROR';

/** One row of a batch. */
export interface StoredScheduledCall {
	seq: number;
	status: ScheduledStatus;
	callId: string | null;
	error: string | null;
	medium: JsonObject | null;
	metadata: Record<string, string> | null;
	templateContext: JsonObject | null;
	experimentalSettings: JsonObject | null;
}

export interface StoredBatch {
	seq: number;
	batchId: string;
	agentId: string;
	created: string;
	windowStart: string | null;
	windowEnd: string | null;
	throttle: string | null;
	webhookUrl: string | null;
	webhookSecret: string;
	paused: boolean;
	endedAt: string | null;
	/** When the next row is due, milliseconds. */
	nextAt: number;
	calls: StoredScheduledCall[];
}

export interface StoredWebhook {
	seq: number;
	webhookId: string;
	agentId: string | null;
	created: string;
	url: string;
	secrets: string[];
	events: string[];
	status: 'normal' | 'unhealthy';
	lastStatusChange: string | null;
	recentFailures: Array<{ timestamp: string; failure: string }>;
}

/** Everything the account holds. */
export interface SandboxState {
	account: { accountId: string; name: string };
	configs: Record<Provider, StoredConfig | null>;
	/** By ID, oldest first, as all maps here. */
	agents: Map<string, StoredAgent>;
	calls: Map<string, StoredCall>;
	/** When calls were created by request, milliseconds; for the creation limits. */
	creations: number[];
	throttles: Map<string, StoredThrottle>;
	batches: Map<string, StoredBatch>;
	webhooks: Map<string, StoredWebhook>;
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
	state.calls = new Map();
	state.creations = [];
	state.throttles = new Map();
	state.batches = new Map();
	state.webhooks = new Map();
	state.lastSeq = 0;
}

/** The next position in the order of creation. */
export function nextSeq(state: SandboxState): number {
	state.lastSeq += 1;
	return state.lastSeq;
}
