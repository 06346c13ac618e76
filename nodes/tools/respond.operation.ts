import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import { outputOfTrigger, triggersBefore } from '../engine/triggersBefore';
import { whyNobodyWaits, type NobodyWaits } from '../engine/whoWaits';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { readChoice, readRequiredText, readText } from '../fields/readers';
import { withoutVariables } from '../fields/template';
import { readJsonObject, refuseMissing } from '../fields/values';
import { asJson, isMissing, isRecord } from '../util/guards';
import { CALL_STATE_HEADER, REACTION_HEADER, RESPONSE_TYPE_HEADER } from './answerHeaders';

const ANSWER = 'toolResponse';
const HANG_UP = 'hangUp';

/** Where it stands in the execution's own storage that it has answered. */
const PLACE = 'ultravoxToolAnswered';

/** More does not get through everywhere as a header. */
const LONGEST_STATE = 8000;

const REACTIONS: Readonly<Record<string, string>> = {
	speaks: 'speaks',
	listens: 'listens',
	speaksOnce: 'speaks-once',
};

const agentReaction: INodeProperties = {
	displayName: 'What the Agent Does Then',
	name: 'agentReaction',
	type: 'options',
	default: 'speaks',
	description:
		'What the agent does when it has the answer; without this option what the trigger says',
	options: [
		{
			name: 'Listens',
			value: 'listens',
			description: 'Says nothing and waits for the caller',
		},
		{ name: 'Speaks', value: 'speaks', description: 'Tells the caller what came of it' },
		{
			name: 'Speaks Once',
			value: 'speaksOnce',
			description:
				'Says nothing if it spoke right before it used the tool. "I am booking that" can swallow the confirmation.',
		},
	],
	displayOptions: { show: { '/responseType': [ANSWER] } },
};

const callState: INodeProperties = {
	displayName: 'Call State (JSON)',
	name: 'callState',
	type: 'json',
	default: '{}',
	placeholder: 'e.g. { "verified": true }',
	description:
		'What tools of this call are to know from now on; the model does not see it. The trigger gives it out with Include Call State.',
};

/** What goes back to Ultravox. */
interface Response {
	body: string | IDataObject;
	headers: Record<string, string>;
	/** What the step shows of it. */
	shown: IDataObject;
}

/** Answers the agent that has used this workflow as a tool. */
export const respondToTool: ItemOperation<Response> = {
	name: 'Respond',
	value: 'respond',
	action: 'Respond to an agent that uses the tool',
	description: 'Answer the agent that has started this workflow with the Ultravox Tool Trigger',
	thing: () => 'the waiting agent',
	fields: [
		{
			displayName: 'Response Type',
			name: 'responseType',
			type: 'options',
			default: 'toolResponse',
			description: 'What becomes of the answer',
			options: [
				{ name: 'Answer', value: 'toolResponse', description: 'The agent reads it and goes on' },
				{ name: 'Hang Up', value: 'hangUp', description: 'The call ends' },
			],
		},
		withoutVariables({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 2 },
			required: true,
			default: '',
			placeholder: 'e.g. Order 4711 is on its way and arrives tomorrow',
			description:
				'What the agent is told; it finds its own words for the caller. An expression that gives an object sends its fields.',
			displayOptions: { show: { responseType: [ANSWER] } },
		}),
		withoutVariables({
			displayName: 'Farewell',
			name: 'text',
			type: 'string',
			default: '',
			placeholder: 'e.g. Thank you for calling. Goodbye!',
			description: 'What the agent says before it hangs up; nothing when empty',
			displayOptions: { show: { responseType: [HANG_UP] } },
		}),
	],
	options: [callState, agentReaction],
	prepare: readResponse,
	async execute({ fns, prepared: { body, headers, shown }, itemIndex, warn }) {
		const triggers = waitingTriggers(fns);
		const said = fns.getContext('flow');
		const why = itemIndex > 0 ? NOT_FIRST : whyUnheard(fns, triggers, said[PLACE] !== undefined);
		if (why !== undefined) {
			warn(why);
			return { ...shown, sent: false };
		}
		await fns.sendResponse({ body, headers, statusCode: 200 });
		said[PLACE] = true;
		return { ...shown, sent: true };
	},
};

const NOT_FIRST = 'Only the first item is an answer; this one was not sent.';

const PINNED =
	'No agent waits, so nothing was sent: what the Ultravox Tool Trigger gave is a sample, not a use of the tool.';

const UNHEARD: Readonly<Record<NobodyWaits, string>> = {
	late: 'This step came too late, so nothing was sent: the agent was told what stands in Answer When It Fails. Let the workflow do less before this step, or raise Time Limit under Options of the Ultravox Tool Trigger. When you run a step by itself or with pinned data, no agent waits for it.',
	retried:
		'This execution is a retry, so nothing was sent: the agent had its answer when the first one failed.',
};

/** Why an answer would reach nobody, as a sentence; n8n itself drops it without a word. */
function whyUnheard(
	fns: IExecuteFunctions,
	triggers: string[],
	isAnswered: boolean,
): string | undefined {
	if (isAnswered) {
		return 'The agent already has its answer from this execution; this one was not sent.';
	}
	if (!triggers.some((name) => hasRun(fns, name))) {
		return 'This execution was not started by the Ultravox Tool Trigger, so no agent waits and nothing was sent.';
	}
	const until = triggers.map((name) => answerBy(fns, name)).find((time) => !Number.isNaN(time));
	if (until === undefined) return PINNED;
	const why = whyNobodyWaits(fns, until);
	return why && UNHEARD[why];
}

/** Until when a trigger waits, in milliseconds since 1970; NaN where it has not been used by an agent. */
function answerBy(fns: IExecuteFunctions, name: string): number {
	const output = outputOfTrigger(fns, name);
	return isRecord(output) ? Date.parse(String(output.answerBy)) : NaN;
}

/** Whether a node has been executed; where n8n does not tell, it is believed to have been. */
function hasRun(fns: IExecuteFunctions, name: string): boolean {
	try {
		const { isExecuted }: { isExecuted?: unknown } = fns.getWorkflowDataProxy(0).$(name);
		return isExecuted !== false;
	} catch {
		return true;
	}
}

/**
 * Names the triggers before this step that have it answer.
 *
 * @throws InputError where there is none
 */
function waitingTriggers(fns: IExecuteFunctions): string[] {
	const triggers = triggersBefore(fns, 'ultravoxToolTrigger');
	const waiting = triggers.filter(({ parameters }) => parameters?.responseMode === 'responseNode');
	if (waiting.length > 0) return waiting.map(({ name }) => name);
	throw triggers.length === 0
		? new InputError(
				'No agent waits for this answer: the workflow does not begin with an Ultravox Tool Trigger',
				'Add the Ultravox Tool Trigger in front of this step, with Answer set to Using the Operation "Respond".',
			)
		: new InputError(
				'No agent waits for this answer: the Ultravox Tool Trigger answers in another way',
				'Set Answer in the Ultravox Tool Trigger to Using the Operation "Respond".',
			);
}

function readResponse(fns: ParameterReader, itemIndex: number): Response {
	const type = readChoice(ANSWER, HANG_UP)(
		fns.getNodeParameter('responseType', itemIndex, ANSWER),
		'Response Type',
	);
	const given: unknown = fns.getNodeParameter('options', itemIndex, {});
	const options = isRecord(given) ? given : {};
	const state = readState(options);
	const text: unknown = fns.getNodeParameter('text', itemIndex, '');
	return type === HANG_UP ? hangUp(text, state) : answer(text, state, readReaction(options));
}

function answer(text: unknown, state: State | undefined, reaction: string | undefined): Response {
	if (isMissing(text)) refuseMissing('Text', 'a text');
	if (isRecord(text) && asJson(text) === '{}') {
		throw new InputError(
			'Text: the expression gives an object without fields, which tells the agent nothing',
			'Let it give a text, or an object with at least one field. Say in words that nothing was found.',
		);
	}
	const body = isRecord(text) ? (text as IDataObject) : readAnswer(text);
	return {
		body,
		headers: {
			...headersFor('tool-response', state),
			...(typeof body === 'string' ? { 'Content-Type': 'text/plain; charset=utf-8' } : {}),
			...(reaction === undefined ? {} : { [REACTION_HEADER]: reaction }),
		},
		shown: { responseType: ANSWER, response: body, ...shownState(state) },
	};
}

/** A list, as an expression may give it, is sent like an object. */
function readAnswer(text: unknown): string | IDataObject {
	return Array.isArray(text) ? { results: text } : readRequiredText(text, 'Text');
}

function hangUp(text: unknown, state: State | undefined): Response {
	if (isMissing(text)) refuseMissing('Farewell', 'empty text');
	const farewell = readText(text, 'Farewell').trim();
	return {
		body: { strict: true, ...(farewell === '' ? {} : { message: farewell }) },
		// An agent that is to speak as well may begin anew with its greeting.
		headers: { ...headersFor('hang-up', state), [REACTION_HEADER]: 'listens' },
		shown: { responseType: HANG_UP, response: farewell, ...shownState(state) },
	};
}

/** A new state for the call. */
interface State {
	value: IDataObject;
	header: string;
}

function readState(options: Record<string, unknown>): State | undefined {
	if (!('callState' in options)) return undefined;
	const label = callState.displayName;
	if (isMissing(options.callState)) refuseMissing(label, '{}');
	const value = readJsonObject(options.callState, label) as IDataObject;
	// A header takes no other characters.
	const header = JSON.stringify(value).replace(
		/[^ -~]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	if (header.length <= LONGEST_STATE) return { value, header };
	throw new InputError(
		`${label}: it has ${header.length} characters, and ${LONGEST_STATE} is the most`,
		'Keep only what other tools of the call need.',
	);
}

function readReaction(options: Record<string, unknown>): string | undefined {
	if (!('agentReaction' in options)) return undefined;
	const read = readChoice(...Object.keys(REACTIONS));
	return REACTIONS[read(options.agentReaction, agentReaction.displayName)];
}

function headersFor(type: string, state: State | undefined): Record<string, string> {
	return {
		[RESPONSE_TYPE_HEADER]: type,
		...(state ? { [CALL_STATE_HEADER]: state.header } : {}),
	};
}

const shownState = (state: State | undefined) => (state ? { callState: state.value } : {});
