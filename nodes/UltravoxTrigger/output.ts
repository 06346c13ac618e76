import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { simplifyMessage, transcriptOf } from '../calls/transcript';
import { callPath, isCall, readCall, type Call } from '../calls/callApi';
import { readView, toOutput, type CallView } from '../calls/output';
import { callStatus } from '../calls/simplify';
import { toNodeError } from '../errors/nodeError';
import { allPages } from '../client/pagination';
import { wait } from '../util/wait';
import { readRequestOptions } from '../engine/requestOptions';
import { toResult } from '../util/result';
import { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';
import { switchOf } from '../fields/switches';
import { eventKey } from './deduplicate';
import { hasOtherExecutionHandled } from './deduplicateAcrossProcesses';
import { isEventName } from './parameters';

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15_000;
const MOST_MESSAGES = 10_000;

/** What the user has set about the output. */
interface OutputSettings {
	view: CallView;
	ignoreDuplicates: boolean;
	includeTranscript: boolean;
	summaryWaitMs: number;
}

/**
 * Makes the node's output of the events that `receive` has let through. By now n8n has answered the delivery, so this
 * may take its time.
 *
 * @param fns n8n's functions for the execution that the delivery has started
 * @returns one output; an event that another execution has handled is left out
 * @throws NodeApiError when what was asked for cannot be fetched; the execution can then be run again
 */
export async function produce(fns: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items: INodeExecutionData[] = [];
	for (const [index, item] of fns.getInputData().entries()) {
		const made = await toResult(outputOf(fns, item, index));
		if ('error' in made) throw toNodeError(fns.getNode(), made.error, undefined);
		if (made.value) items.push({ json: made.value, pairedItem: { item: index } });
	}
	return [items];
}

/** One event's output; nothing for a duplicate. */
async function outputOf(
	fns: IExecuteFunctions,
	{ json }: INodeExecutionData,
	index: number,
): Promise<IDataObject | undefined> {
	const { event: name, call } = json;
	if (!isEventName(name) || !isCall(call)) return json;
	const settings = readOutputSettings(fns, index);
	const api = new UltravoxApi(fns, readRequestOptions(fns, index));
	const isOver = name === 'call.ended';
	const latest =
		isOver && settings.summaryWaitMs > 0
			? await withSummary(api, call, settings.summaryWaitMs)
			: call;
	const output = {
		event: name,
		call: toOutput(latest, settings.view),
		...(isOver && settings.includeTranscript
			? await conversation(api, call.callId, settings.view)
			: {}),
	};
	// Last, so that an event whose execution was cut off before is not taken for done.
	const isRepeated =
		settings.ignoreDuplicates && (await hasOtherExecutionHandled(fns, eventKey({ name, call })));
	return isRepeated ? undefined : output;
}

/** The call with its summary, or as it is when the time is over. Nobody sums up a call that nobody answered. */
async function withSummary(api: UltravoxApi, call: Call, limitMs: number): Promise<Call> {
	const end = Date.now() + limitMs;
	let latest = call;
	for (let pauseMs = FIRST_WAIT_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_WAIT_MS)) {
		if (latest.summary || callStatus(latest) === 'unanswered') return latest;
		latest = await readCall(api, call.callId);
		const left = end - Date.now();
		if (latest.summary || left <= 0) return latest;
		await wait(Math.min(pauseMs, left), api.cancelSignal);
	}
}

/** What was said: as one text to read, and message by message. */
async function conversation(
	api: UltravoxApi,
	callId: string,
	{ simplify }: CallView,
): Promise<IDataObject> {
	const path = `${callPath(callId)}/messages`;
	const messages = await allPages(api, path, { mode: 'in_call' }, MOST_MESSAGES);
	return {
		transcript: transcriptOf(messages, false),
		messages: simplify ? messages.map((message) => simplifyMessage(message, callId)) : messages,
	};
}

function readOutputSettings(fns: IExecuteFunctions, index: number): OutputSettings {
	const given: unknown = fns.getNodeParameter('options', index, {});
	const options = isRecord(given) ? given : {};
	const seconds = Number(options.summaryWait ?? 0);
	return {
		view: readView(fns, index),
		ignoreDuplicates: switchOf(options, 'ignoreDuplicates', true, 'Ignore Duplicates'),
		includeTranscript: switchOf(options, 'includeTranscript', false, 'Include Transcript'),
		summaryWaitMs: Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 600) * 1000 : 0,
	};
}
