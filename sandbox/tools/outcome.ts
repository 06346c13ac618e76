import { end } from '../calls/life';
import { addMessage, newStage } from '../calls/messages';
import type { StoredCall } from '../calls/store';
import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import type { ToolAnswer } from './store';
import { selectTools, type SelectedTool } from './select';

/** What the agent does after a tool. */
export type Reaction = 'speaks' | 'listens' | 'speaks-once';

/** What a tool's answer means for the call. */
export interface Meaning {
	/** What the model reads. */
	text: string;
	failed: boolean;
	/** Why it failed; not for the model. */
	errorDetails?: string;
	reaction: Reaction;
}

const RESPONSE_TYPES = ['tool-response', 'hang-up', 'new-stage', 'send-to-thread'];
const REACTIONS = ['speaks', 'listens', 'speaks-once'];
const FAILED = 'The tool failed.';

/**
 * Reads a tool's answer and does to the call what it says: its state, its end, a new stage.
 *
 * @param usual the reaction of the tool's definition
 */
export function takeAnswer(
	context: Context,
	call: StoredCall,
	{ status, headers, body, reason }: ToolAnswer,
	usual: Reaction,
): Meaning {
	const failure = (errorDetails: string): Meaning => {
		const isShown = context.switches.failedToolText === 'body' && body !== '';
		return { text: isShown ? body : FAILED, failed: true, errorDetails, reaction: usual };
	};
	if (status < 200 || status > 299) return failure(reason ?? `HTTP ${status}: ${body}`);
	const type = headers['x-ultravox-response-type'] ?? RESPONSE_TYPES[0];
	if (!RESPONSE_TYPES.includes(type)) return failure(`Unknown response type "${type}".`);
	const reaction = headers['x-ultravox-agent-reaction'] ?? usual;
	if (!REACTIONS.includes(reaction)) return failure(`Unknown reaction "${reaction}".`);
	const update = headers['x-ultravox-update-call-state'];
	const state = update === undefined ? {} : parseObject(update);
	if (!state) return failure('The new call state is not a JSON object.');
	const content = type === 'tool-response' || body === '' ? {} : parseObject(body);
	if (!content) return failure(`The body of ${type} is not a JSON object.`);
	const known = KNOWN_FIELDS[type];
	const unknown = known && Object.keys(content).filter((name) => !known.includes(name));
	if (unknown && unknown.length > 0) return failure(`Unknown field "${unknown[0]}" in ${type}.`);

	if (update !== undefined) {
		call.state = context.switches.callStateUpdate === 'merge' ? { ...call.state, ...state } : state;
	}
	const text = type === 'tool-response' ? body : act(context, call, type, content);
	return { text, failed: false, reaction: reaction as Reaction };
}

/** Fields that the body of a response type may have. */
const KNOWN_FIELDS: Record<string, string[] | undefined> = {
	'hang-up': ['strict', 'message'],
	'new-stage': [
		'systemPrompt',
		'temperature',
		'voice',
		'languageHint',
		'initialMessages',
		'selectedTools',
		'toolResultText',
	],
	'send-to-thread': ['threadId', 'callingThreadResultText', 'dataMessage'],
};

/** @returns what the model reads */
function act(context: Context, call: StoredCall, type: string, content: JsonObject): string {
	if (type === 'send-to-thread') return String(content.callingThreadResultText ?? 'OK');
	if (type === 'hang-up') {
		const { message } = content;
		if (typeof message === 'string' && message !== '') addMessage(call, 'AGENT', message, 1);
		end(context, call, 'agent_hangup', context.clock.now());
		return 'OK';
	}
	const { toolResultText = 'OK', selectedTools } = content;
	for (const name of ['systemPrompt', 'temperature', 'voice', 'languageHint']) {
		if (content[name] !== undefined) call.settings[name] = content[name];
	}
	if (Array.isArray(selectedTools)) {
		call.settings.selectedTools = selectTools(context, selectedTools as SelectedTool[]).tools;
	}
	newStage(call);
	return String(toolResultText);
}

function parseObject(text: string): JsonObject | undefined {
	try {
		const value = JSON.parse(text) as unknown;
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject ? (value as JsonObject) : undefined;
	} catch {
		return undefined;
	}
}
