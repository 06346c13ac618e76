import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readBoolean } from '../Ultravox/shared/values';
import { eventKey, memoryOf } from './duplicates';
import { isWanted, readBody, readEvent, type CallEvent } from './event';
import { DEFAULT_TOLERANCE } from './fields';
import { isGenuine } from './signature';
import { openStore, texts } from './store';
import { readOptions, readSubscription } from './wanted';

/**
 * Handles one delivery. n8n answers 204 for whatever comes back without an answer of its own, once the execution is
 * stored; nothing here waits for anybody.
 *
 * @returns the event for the execution; nothing for what is not to start one
 */
export async function receive(fns: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = fns.getRequestObject();
	const body: unknown = request.rawBody;
	const headers = fns.getHeaderData();
	const proof = {
		body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
		timestamp: headers['x-ultravox-webhook-timestamp'],
		signature: headers['x-ultravox-webhook-signature'],
	};
	const secrets = texts(openStore(fns).secrets);
	if (!isGenuine(secrets, proof, Date.now(), toleranceMs(fns))) return refuse(fns, 401);
	const content = readBody(proof.body);
	if (!content) return refuse(fns, 400);
	const event = readEvent(content);
	if (!event || !isWanted(event, readSubscription(fns))) return {};
	const workflowData = [[{ json: { event: event.name, call: event.call } }]];
	if (!ignoresDuplicates(fns)) return { workflowData };
	const remember = claim(fns, event);
	if (!remember) return {};
	return {
		workflowData,
		// n8n 2.41 takes static data for unchanged once the execution has started (a second Workflow object over them
		// resets the mark), and saves them only then, before it answers. In between it looks here for an answer.
		get webhookResponse() {
			remember();
			return undefined;
		},
	};
}

/** Says nothing of why: whoever forges deliveries should not learn from it. */
function refuse(fns: IWebhookFunctions, status: 400 | 401): IWebhookResponseData {
	const message = status === 401 ? 'Unauthorized' : 'Bad request';
	fns.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

function ignoresDuplicates(fns: IWebhookFunctions): boolean {
	const { ignoreDuplicates = true } = readOptions(fns);
	// In the editor the same call may be used for one test after another.
	return fns.getMode() !== 'manual' && readBoolean(ignoreDuplicates, 'Ignore Duplicates');
}

/**
 * Notes that the event starts the workflow.
 *
 * @returns what marks the note for saving; undefined when the event has started the workflow before
 */
function claim(fns: IWebhookFunctions, event: CallEvent): (() => void) | undefined {
	const store = openStore(fns);
	const memory = memoryOf(`${fns.getWorkflow().id} ${fns.getNode().id}`);
	const key = eventKey(event);
	memory.learn(store.seen);
	if (!memory.claim(key, Date.now())) return undefined;
	const response = fns.getResponseObject();
	response.once('finish', () => {
		if (response.statusCode >= 400) memory.release(key);
	});
	const remember = () => {
		store.seen = memory;
	};
	remember();
	return remember;
}

/** Never throws: n8n would start an execution for it, and nobody has shown yet where the delivery comes from. */
function toleranceMs(fns: IWebhookFunctions): number {
	let seconds: unknown;
	try {
		seconds = Number(readOptions(fns).timestampTolerance);
	} catch {
		seconds = undefined;
	}
	const isUsable = typeof seconds === 'number' && seconds > 0 && seconds <= 86_400;
	return (isUsable ? (seconds as number) : DEFAULT_TOLERANCE) * 1000;
}
