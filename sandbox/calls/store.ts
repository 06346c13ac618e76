import { notFound } from '../server/problems';
import type { JsonObject, SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		calls: Map<string, StoredCall>;
		/** When calls were created by request, milliseconds; for the creation limits. */
		creations: number[];
	}
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
	/** What the provider's request said, of calls that somebody else placed. */
	requestContext: JsonObject | null;
	joinUrl: string | null;
	/** Messages that the request brought along. */
	initialMessages: JsonObject[];
	/** IDs of its stages, oldest first. */
	stages: string[];
	messages: StoredMessage[];
	/** What tools have put down about it. */
	state: JsonObject;
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

export function clearCalls(state: SandboxState): void {
	state.calls = new Map();
	state.creations = [];
}

/**
 * The call with this ID.
 *
 * @throws Problem 404
 */
export function findCall(state: SandboxState, callId: string): StoredCall {
	const call = state.calls.get(callId);
	if (!call) throw notFound();
	return call;
}
