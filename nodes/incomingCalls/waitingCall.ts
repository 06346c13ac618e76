import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isTool } from '../engine/isTool';
import { outputOfTrigger, triggersBefore } from '../engine/triggersBefore';
import { whyNobodyWaits } from '../engine/whoWaits';
import { InputError } from '../errors/inputError';
import { isRecord } from '../util/guards';
import { ANSWER_HEADER, answerOfXml } from './answer';
import type { IncomingProvider } from './provider';
import { incomingProvider } from './providers';
import { response, type Element } from './xml';

/** The call about which this execution decides. */
export interface WaitingCall {
	incoming: IncomingProvider;
	/** The provider's ID of the call. */
	providerCallId: string;
	/** Who calls, and which number. */
	from: string;
	to: string;
	/** Until when the provider, and so the trigger, waits; milliseconds since 1970. */
	until: number;
}

const TRIGGER = 'ultravoxIncomingCallTrigger';

/** In the execution's own storage: the name of the step that has decided. */
const PLACE = 'ultravoxIncomingCall';

/**
 * Finds the call that waits for this execution to decide.
 *
 * @throws InputError where there is none, where another step has decided, where it is too late, in an execution that is
 *   retried, for several items, and for the tool of an AI agent
 */
export function waitingCall(fns: IExecuteFunctions): WaitingCall {
	refuseTool(fns);
	const call = callOf(fns);
	const count = fns.getInputData().length;
	if (count > 1) {
		throw new InputError(
			`Rows 1 to ${count}: there is one call, and only one answer to it, so none was given`,
			'Put a Limit step before this one, or let the workflow find only one item.',
		);
	}
	const decided = storage(fns)[PLACE];
	if (typeof decided === 'string') {
		throw new InputError(
			`The call was answered already by the step "${decided}"`,
			'Let each path of the workflow end in one such step.',
		);
	}
	const why = whyNobodyWaits(fns, call.until);
	if (why === 'retried') {
		throw new InputError(
			'No call waits for this step: this execution is a retry, and the caller was answered before',
			'Call the number once more.',
		);
	}
	if (why === 'late') throw tooLate();
	return call;
}

/** @throws InputError where the trigger has answered already, with its Default Agent */
export function refuseLate({ until }: WaitingCall, more = ''): void {
	if (Date.now() > until) throw tooLate(more);
}

/** @param more sentences, with a space in front */
export function tooLate(more = ''): InputError {
	return new InputError(
		`This step came too late: the caller was given to the Default Agent of the trigger.${more}`,
		'Let the workflow do less before this step, or raise Time Limit under Options of the Ultravox Incoming Call Trigger. When you run a step by itself, no call waits for it.',
	);
}

/** n8n tells a tool neither which trigger has started the workflow nor which step comes next. */
function refuseTool(fns: IExecuteFunctions): void {
	if (!isTool(fns)) return;
	throw new InputError(
		'As the tool of an AI agent, this step cannot decide about a call',
		'Let the AI agent say what is to happen, and put a step with Incoming Call behind it that does so.',
	);
}

/**
 * Tells the provider what to do with the call.
 *
 * @param steps in this order
 */
export async function decide(fns: IExecuteFunctions, steps: Element[]): Promise<void> {
	storage(fns)[PLACE] = fns.getNode().name;
	const { status, headers, body } = answerOfXml(response(...steps));
	await fns.sendResponse({
		body: body as unknown as IDataObject,
		headers: { ...headers, [ANSWER_HEADER]: 'decided' },
		statusCode: status,
	});
}

function storage(fns: IExecuteFunctions): IDataObject {
	return fns.getContext('flow');
}

function callOf(fns: IExecuteFunctions): WaitingCall {
	const triggers = triggersBefore(fns, TRIGGER);
	for (const { name } of triggers) {
		const call = readOutput(outputOfTrigger(fns, name));
		if (call) return call;
	}
	throw triggers.length === 0
		? new InputError(
				'No call waits for this step: the workflow does not begin with an Ultravox Incoming Call Trigger',
				'Add the Ultravox Incoming Call Trigger in front of this step, in the same workflow.',
			)
		: new InputError(
				'No call waits for this step: the Ultravox Incoming Call Trigger has not started this execution',
				'Call the number, or run the workflow from that trigger.',
			);
}

function readOutput(json: unknown): WaitingCall | undefined {
	if (!isRecord(json)) return undefined;
	const { provider, providerCallId, from, to, answerBy } = json;
	const incoming = incomingProvider(provider);
	const until = Date.parse(String(answerBy));
	if (!incoming || typeof providerCallId !== 'string' || Number.isNaN(until)) return undefined;
	return { incoming, providerCallId, from: String(from), to: String(to), until };
}
