import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readBoolean } from '../fields/values';
import { eventKey, memoryOf, type Claim } from './deduplicate';
import { isWanted, readBody, readEvent, type CallEvent } from './event';
import { DEFAULT_TOLERANCE } from './fields';
import { isGenuine } from './signature';
import { openStaticData } from './staticData';
import { signingSecrets } from './secretStorage';
import { readOptions, readSubscription } from './parameters';

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
	const secrets = await signingSecrets(fns);
	if (!isGenuine(secrets, proof, Date.now(), toleranceMs(fns))) return refuse(fns, 401);
	const content = readBody(proof.body);
	if (!content) return refuse(fns, 400);
	const event = readEvent(content);
	if (!event || !isWanted(event, readSubscription(fns))) return {};
	const workflowData = [[{ json: { event: event.name, call: event.call } }]];
	if (!ignoresDuplicates(fns)) return { workflowData };
	const claim = await claimEvent(fns, event);
	if (!claim) return {};
	return {
		workflowData,
		// n8n looks here for an answer as soon as the execution is stored, and saves the static data then; n8n 1 does both
		// before. n8n 2.41 would not save what was changed earlier: a second Workflow object resets the mark.
		get webhookResponse() {
			claim.started();
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

/** Makes sure that no other delivery of the event starts the workflow. @returns undefined when another one has */
async function claimEvent(fns: IWebhookFunctions, event: CallEvent): Promise<Claim | undefined> {
	const store = openStaticData(fns);
	const memory = memoryOf(`${fns.getWorkflow().id} ${fns.getNode().id}`);
	memory.learn(store.seen);
	const claim = await memory.claim(eventKey(event), Date.now());
	if (!claim) {
		// Another process, or another node of the workflow, may have saved static data without what is known here.
		if (store.seen !== memory.toJSON()) store.seen = memory;
		return undefined;
	}
	fns.getResponseObject().once('close', claim.released);
	return {
		...claim,
		started() {
			claim.started();
			store.seen = memory;
		},
	};
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
