import { randomUUID } from 'crypto';
import { DEFAULTS, effective } from '../agents/templates';
import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import { isOutgoing } from './checks';
import type { StoredAgent } from '../agents/store';
import type { StoredCall } from './store';

/** Fields of a request that are no settings. */
const PER_CALL = ['metadata', 'templateContext', 'initialMessages', 'toolOverrides', 'agentId'];

interface NewCall {
	agent: StoredAgent | null;
	/** The request's body (or a batch's row), checked. */
	body: JsonObject;
	/** Milliseconds. */
	at: number;
	batchId?: string;
	/** What the provider's request said. */
	requestContext?: JsonObject;
}

/** Stores a call and tells that it has started. All checks are the caller's. */
export function createCall(
	context: Context,
	{ agent, body, at, batchId, requestContext }: NewCall,
): StoredCall {
	const { state, switches } = context;
	const sent = Object.fromEntries(
		Object.entries(body).filter(([name, value]) => value !== null && !PER_CALL.includes(name)),
	);
	const base = agent ? effective(agent) : DEFAULTS;
	const settings: JsonObject = { ...base, ...sent };
	const templateContext = (body.templateContext ?? {}) as JsonObject;
	settings.systemPrompt = fillIn(String(settings.systemPrompt), templateContext);
	const medium = settings.medium as JsonObject;
	const callId = randomUUID();
	const call: StoredCall = {
		seq: nextSeq(state),
		callId,
		agentId: agent?.agentId ?? null,
		batchId: batchId ?? null,
		created: new Date(at).toISOString(),
		joined: null,
		ended: null,
		endReason: null,
		billed: null,
		summarized: false,
		settings,
		medium,
		metadata: (body.metadata ?? {}) as Record<string, string>,
		templateContext,
		requestContext: requestContext ?? null,
		joinUrl: isOutgoing(medium) ? null : `wss://voice.example/calls/${callId}?key=${randomUUID()}`,
		initialMessages: (body.initialMessages ?? []) as JsonObject[],
		stages: [randomUUID()],
		messages: [],
		recordingMisses: 0,
		plan: { ...switches.callPlan },
	};
	state.calls.set(callId, call);
	if (agent) agent.calls += 1;
	context.events.emit('call.started', call);
	return call;
}

/** Fills {{path}} in; what the context lacks becomes nothing. */
function fillIn(template: string, values: JsonObject): string {
	return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
		const value = path
			.split('.')
			.reduce<unknown>((inner, name) => (inner as JsonObject | undefined)?.[name], values);
		return value === undefined || value === null ? '' : String(value);
	});
}
