import { randomUUID } from 'crypto';
import { end, seconds } from '../calls/life';
import { addToolMessage } from '../calls/messages';
import type { StoredCall } from '../calls/store';
import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import { takeAnswer, type Meaning, type Reaction } from './outcome';
import { missingArguments, toolRequest } from './request';
import { definitionOf, type SelectedTool } from './select';
import { sendToTool } from './send';
import type { StoredTool, ToolAnswer } from './store';

/** The model uses a tool. */
export interface Invocation {
	/** A call that somebody has joined. */
	callId: string;
	/** Name that the model sees. */
	tool: string;
	/** What the model gives; none by default. */
	arguments?: JsonObject;
}

/** What came of an invocation. */
export interface InvocationResult extends Meaning {
	invocationId: string;
	/** What the tool answered; undefined if it was not asked, or not waited for. */
	answer?: ToolAnswer;
	/** From the model's request until it had something to read; real time. */
	milliseconds: number;
	/** The call's state afterwards. */
	callState: JsonObject;
	/** Whether the call is over. */
	ended: boolean;
}

export interface ToolControls {
	/** Uses a tool of a call, as the model would; several at once are possible. Throws for unknown calls and tools. */
	invoke(invocation: Invocation): Promise<InvocationResult>;
	/** What the call's model has to choose from, by the names that it sees. */
	namesOf(callId: string): string[];
	/** Adds a tool; what `partial` leaves out is filled in. */
	seed(partial?: Partial<Omit<StoredTool, 'definition'>> & { definition?: JsonObject }): StoredTool;
	/** Waits until the answers are there that nobody waited for; they stand in `state.lateToolAnswers`. */
	settled(): Promise<void>;
}

/** The service's own. */
const USUAL_TIMEOUT = '2.5s';

const reactionOf = ({ defaultReaction }: JsonObject): Reaction => {
	if (defaultReaction === 'AGENT_REACTION_LISTENS') return 'listens';
	return defaultReaction === 'AGENT_REACTION_SPEAKS_ONCE' ? 'speaks-once' : 'speaks';
};

export function createToolControls(context: Context): ToolControls {
	const { state, clock, switches } = context;
	const pending = new Set<Promise<void>>();
	const find = (callId: string): StoredCall => {
		const call = state.calls.get(callId);
		if (!call) throw new Error(`The sandbox has no call ${callId}.`);
		return call;
	};
	const toolsOf = (call: StoredCall) => call.settings.selectedTools as SelectedTool[];

	const use = async (
		call: StoredCall,
		selected: SelectedTool,
		given: JsonObject,
	): Promise<Meaning & { answer?: ToolAnswer }> => {
		const definition = definitionOf(context, selected);
		const failure = (errorDetails: string): Meaning => ({
			text: 'The tool failed.',
			failed: true,
			errorDetails,
			reaction: 'speaks',
		});
		if (!definition) return failure('The tool is no longer there.');
		const reaction = reactionOf(definition);
		const missing = missingArguments(definition, selected, given);
		if (missing.length > 0 && switches.missingToolArguments === 'refuse') {
			return failure(`Missing: ${missing.join(', ')}.`);
		}
		if (!definition.http) return failure('Only HTTP tools can be used here.');
		if (isBuiltIn(definition)) {
			if (definition.modelToolName === 'hangUp') end(context, call, 'agent_hangup', clock.now());
			return { text: 'OK', failed: false, reaction };
		}
		const request = toolRequest(context, call, definition, selected, given);
		const limit = seconds(definition.timeout ?? USUAL_TIMEOUT) * 1000;
		const sent = sendToTool(context, request, limit);
		const { staticResponse } = definition as { staticResponse?: { responseText?: string } };
		if (!staticResponse) {
			const answer = await sent;
			return { ...takeAnswer(context, call, answer, reaction), answer };
		}
		const arrival = sent.then((answer) => {
			state.lateToolAnswers.push(answer);
			pending.delete(arrival);
		});
		pending.add(arrival);
		return { text: staticResponse.responseText ?? '', failed: false, reaction };
	};

	return {
		async invoke({ callId, tool, arguments: given = {} }) {
			const call = find(callId);
			if (call.joined === null || call.ended !== null) throw new Error('The call is not going on.');
			const selected = toolsOf(call).find(({ nameOverride }) => nameOverride === tool);
			if (!selected) throw new Error(`The call has no tool ${tool}.`);
			const invocationId = randomUUID();
			const message = { invocationId, toolName: tool };
			addToolMessage(call, { role: 'TOOL_CALL', text: JSON.stringify(given), ...message });
			const begun = performance.now();
			const used = await use(call, selected, given);
			const milliseconds = performance.now() - begun;
			const { text, failed, errorDetails } = used;
			const details = errorDetails === undefined ? {} : { errorDetails };
			addToolMessage(call, { role: 'TOOL_RESULT', text, ...message, ...details });
			if (selected.toolId !== undefined) {
				state.toolUses.push({ toolId: selected.toolId, callId, failed });
			}
			const callState = { ...call.state };
			return { ...used, invocationId, milliseconds, callState, ended: call.ended !== null };
		},
		namesOf: (callId) => toolsOf(find(callId)).map(({ nameOverride }) => String(nameOverride)),
		seed({ definition, ...partial } = {}) {
			const name = partial.name ?? `tool${state.tools.size}`;
			const tool: StoredTool = {
				seq: nextSeq(state),
				toolId: randomUUID(),
				name,
				created: clock.iso(),
				ownership: 'private',
				definition: {
					modelToolName: name.replace(/[^\w-]+/g, '_'),
					description: `What ${name} does`,
					http: { baseUrlPattern: 'https://tools.example.com/', httpMethod: 'POST' },
					...definition,
				},
				...partial,
			};
			state.tools.set(tool.toolId, tool);
			return tool;
		},
		async settled() {
			while (pending.size > 0) await Promise.allSettled(pending);
		},
	};
}

const isBuiltIn = ({ http }: JsonObject) =>
	(http as { baseUrlPattern: string }).baseUrlPattern.startsWith(
		'https://api.ultravox.ai/api/tool_impl/',
	);
