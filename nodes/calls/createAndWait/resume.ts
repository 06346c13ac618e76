import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { UltravoxApi } from '../../client/ultravoxApi';
import { errorText, toNodeError } from '../../errors/nodeError';
import { isRecord } from '../../util/guards';
import { toResult } from '../../util/result';
import { isCall, readCall, type Call } from '../callApi';
import { isAuthentic } from './callback';
import { endedOutput, hasEnded } from './ended';
import { readPending, type PendingCall } from './pending';

/**
 * Where n8n lets an execution go on that waits for the end of a call. Each call names the address itself, so there is
 * nothing to register when a workflow is published, and nothing to remove afterwards.
 */
export const waitWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		path: '',
		restartWebhook: true,
		responseMode: 'onReceived',
		responseData: 'noData',
	},
];

/** Ultravox waits for the answer, for how long it does not say. */
const TIMEOUT_MS = 10_000;

/**
 * Handles Ultravox's report that a call is over, for a run that waits for it. What does not let the run go on leaves it
 * waiting: anything but a success makes Ultravox report again, up to ten times in about eight hours.
 *
 * Never throws: n8n would end the execution for it.
 *
 * @returns the output with which the run goes on; nothing of it where the report is refused, or comes too early
 */
export async function resumeAfterCall(fns: IWebhookFunctions): Promise<IWebhookResponseData> {
	const pending = readPending(fns);
	if (!pending || !isAuthentic(fns, pending)) return refuse(fns, 401, 'Unauthorized');
	const outcome = await toResult(outputAtEnd(fns, pending));
	if ('error' in outcome) {
		const why = errorText(toNodeError(fns.getNode(), outcome.error, undefined));
		fns.logger.warn(`${fns.getNode().name}: call ${pending.callId} has ended. ${why}`);
		return refuse(fns, 503, 'Try again later');
	}
	if (!outcome.value) return refuse(fns, 400, 'Bad request');
	return { workflowData: [[{ json: outcome.value, pairedItem: { item: 0 } }]] };
}

/** @returns undefined where the report is about something else */
async function outputAtEnd(
	fns: IWebhookFunctions,
	pending: PendingCall,
): Promise<IDataObject | undefined> {
	const api = new UltravoxApi(fns, { timeoutMs: TIMEOUT_MS, maxRetries: 1 });
	const reported = callIn(fns.getBodyData());
	if (reported && reported.callId !== pending.callId) return undefined;
	const call = reported && hasEnded(reported) ? reported : await readCall(api, pending.callId);
	return hasEnded(call) ? await endedOutput(api, call, pending) : undefined;
}

/** What a call's own callback holds is not documented: a call beside the event's name, as in webhooks, or alone. */
function callIn(body: unknown): Call | undefined {
	const call = isRecord(body) && isRecord(body.call) ? body.call : body;
	return isCall(call) ? call : undefined;
}

/** Says nothing of why: whoever forges reports should not learn from it. */
function refuse(fns: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	fns.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
