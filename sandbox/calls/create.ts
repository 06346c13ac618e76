import { randomUUID } from 'crypto';
import { DEFAULTS, effective } from '../agents/templates';
import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import { isOutgoing } from './checks';
import { fillIn } from './fillIn';
import type { StoredAgent } from '../agents/store';
import {
	overrideTools,
	selectTools,
	type Selection,
	type SelectedTool,
	type ToolOverrides,
} from '../tools/select';
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
	settings.selectedTools = toolsOf(context, settings, body).tools;
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
		state: (body.initialState ?? {}) as JsonObject,
		recordingMisses: 0,
		plan: { ...switches.callPlan },
	};
	state.calls.set(callId, call);
	if (agent) agent.calls += 1;
	context.events.emit('call.started', call);
	return call;
}

/** The tools of a call: those of its settings, changed as its request wants it. */
function toolsOf(context: Context, settings: JsonObject, body: JsonObject): Selection {
	const selected = selectTools(context, (settings.selectedTools ?? []) as SelectedTool[]);
	const overrides = body.toolOverrides as ToolOverrides | undefined;
	return overrides ? overrideTools(context, selected.tools, overrides) : selected;
}

/** What is wrong with the tools that a request brings along, by field. */
export function checkTools(
	context: Context,
	agent: StoredAgent | null,
	body: JsonObject,
): JsonObject {
	const settings = agent ? effective(agent) : body;
	const { complaints } = toolsOf(context, settings, body);
	if (complaints.every((complaint) => Object.keys(complaint).length === 0)) return {};
	if (body.toolOverrides) return { toolOverrides: { add: complaints } };
	return { selectedTools: complaints };
}
