import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { withoutSecrets } from '../calls/output';
import { switchOf } from '../fields/switches';
import { readBody } from '../webhooks/body';
import { readProof } from '../webhooks/signature';
import { triggerId } from '../webhooks/triggerId';
import { eventKey, memoryOf, type Claim } from './deduplicate';
import { isWanted, readEvent, type CallEvent } from './event';
import { openStore } from './staticData';
import { readOptions, readSubscription } from './parameters';
import { isFromUltravox } from './verify';

/**
 * Handles one delivery. n8n answers 204 for whatever comes back without an answer of its own, once the execution is
 * stored; nothing here waits for anybody.
 *
 * @returns the event for the execution; nothing for what is not to start one
 */
export async function receive(fns: IWebhookFunctions): Promise<IWebhookResponseData> {
	const proof = readProof(fns);
	if (!(await isFromUltravox(fns, proof))) return refuse(fns, 401);
	const content = readBody(proof.body);
	if (!content) return refuse(fns, 400);
	const event = readEvent(content);
	if (!event || !isWanted(event, readSubscription(fns))) return {};
	// n8n stores this with the execution, also when that fails.
	const call = showsSecrets(fns) ? event.call : withoutSecrets(event.call);
	const workflowData = [[{ json: { event: event.name, call } }]];
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

function showsSecrets(fns: IWebhookFunctions): boolean {
	const isSimplified = fns.getNodeParameter('simplify', true) !== false;
	return !isSimplified && readOptions(fns).includeSecrets === true;
}

function ignoresDuplicates(fns: IWebhookFunctions): boolean {
	// In the editor the same call may be used for one test after another.
	if (fns.getMode() === 'manual') return false;
	return switchOf(readOptions(fns), 'ignoreDuplicates', true, 'Ignore Duplicates');
}

/** Makes sure that no other delivery of the event starts the workflow. @returns undefined when another one has */
async function claimEvent(fns: IWebhookFunctions, event: CallEvent): Promise<Claim | undefined> {
	const store = openStore(fns);
	const memory = memoryOf(triggerId(fns));
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
