import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { createCall } from './create';
import { bill, end, join } from './life';
import type { Speaker } from './messages';
import { addMessage, newStage } from './messages';
import type { CallPlan, StoredCall } from './store';

/** What tests do to calls, past the API. Unknown IDs throw. Times are the clock's. */
export interface CallControls {
	/** Somebody answers. */
	join(callId: string): void;
	/** One of `unjoined`, `hangup` (default), `agent_hangup`, `timeout`, `connection_error`, `system_error`. */
	end(callId: string, reason?: string): void;
	bill(callId: string): void;
	/** The summaries are there. */
	summarize(callId: string): void;
	say(callId: string, speaker: Speaker, text: string): void;
	/** The agent hands over to another stage. */
	newStage(callId: string): void;
	/** Changes what the call does by itself when the clock moves. */
	plan(callId: string, plan: Partial<CallPlan>): void;
	/** Adds finished, billed calls of `length` seconds, a minute apart; of the first agent unless told otherwise. */
	seed(
		count: number,
		options?: { agentId?: string | null; length?: number; body?: JsonObject },
	): StoredCall[];
	/** Somebody calls an agent (the first unless told otherwise); `request` is what the provider says of it. */
	receive(medium: JsonObject, request: JsonObject, agentId?: string): StoredCall;
	/** Waits until what happened has been delivered. */
	settled(): Promise<void>;
}

export function createCallControls(context: Context): CallControls {
	const { state, clock } = context;
	const find = (callId: string) => {
		const call = state.calls.get(callId);
		if (!call) throw new Error(`The sandbox has no call ${callId}.`);
		return call;
	};
	return {
		join: (callId) => join(context, find(callId), clock.now()),
		end: (callId, reason = 'hangup') => end(context, find(callId), reason, clock.now()),
		bill: (callId) => bill(context, find(callId), clock.now()),
		summarize: (callId) => {
			find(callId).summarized = true;
		},
		say(callId, speaker, text) {
			const call = find(callId);
			addMessage(call, speaker, text, 2 + call.messages.length);
		},
		newStage: (callId) => newStage(find(callId)),
		plan: (callId, plan) => void Object.assign(find(callId).plan, plan),
		seed(count, { agentId, length = 60, body = {} } = {}) {
			const id = agentId === undefined ? state.agents.keys().next().value : agentId;
			const agent = id ? (state.agents.get(id) ?? null) : null;
			const first = clock.now() - count * 60_000;
			return Array.from({ length: count }, (_, index) => {
				const at = first + index * 60_000;
				const call = createCall(context, { agent, body, at });
				join(context, call, at + 5_000);
				end(context, call, 'hangup', at + 5_000 + length * 1000);
				call.summarized = true;
				bill(context, call, at + 35_000 + length * 1000);
				return call;
			});
		},
		receive(medium, request, agentId) {
			const id = agentId ?? state.agents.keys().next().value ?? '';
			const agent = state.agents.get(id) ?? null;
			const body = { medium };
			const { requestContextForm } = context.switches;
			const [provider] = Object.keys(medium);
			const requestContext = requestContextForm === 'flat' ? request : { [provider]: request };
			return createCall(context, { agent, body, at: clock.now(), requestContext });
		},
		settled: async () => await context.events.settled(),
	};
}
