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
	if (!event || !isWanted(event, readSubscription(fns)) || !isFirst(fns, event)) return {};
	return { workflowData: [[{ json: { event: event.name, call: event.call } }]] };
}

/** Says nothing of why: whoever forges deliveries should not learn from it. */
function refuse(fns: IWebhookFunctions, status: 400 | 401): IWebhookResponseData {
	const message = status === 401 ? 'Unauthorized' : 'Bad request';
	fns.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** Whether the event has not started the workflow before; notes that it does now. */
function isFirst(fns: IWebhookFunctions, event: CallEvent): boolean {
	const { ignoreDuplicates = true } = readOptions(fns);
	// In the editor the same call may be used for one test after another.
	if (fns.getMode() === 'manual' || !readBoolean(ignoreDuplicates, 'Ignore Duplicates'))
		return true;
	const store = openStore(fns);
	const memory = memoryOf(`${fns.getWorkflow().id} ${fns.getNode().id}`);
	const key = eventKey(event);
	memory.learn(store.seen);
	if (!memory.claim(key, Date.now())) return false;
	store.seen = memory;
	const response = fns.getResponseObject();
	response.once('finish', () => {
		if (response.statusCode >= 400) memory.release(key);
	});
	return true;
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
