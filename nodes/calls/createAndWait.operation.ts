import type { IDataObject } from 'n8n-workflow';
import { isTool } from '../engine/isTool';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { readNumber } from '../fields/readers';
import { readSwitch } from '../fields/switches';
import { isRecord } from '../util/guards';
import { isPrivate, PRIVATE_ADDRESS_HINT } from '../webhooks/webhookUrl';
import { CALLS } from './callApi';
import { CREATE_API_LABELS, createOptions } from './create/createFields';
import { MESSAGE_AND_CALLBACK_LABELS } from './create/messagesAndCallbacks';
import { readNewCall, type NewCall } from './create/newCall';
import { Dialling, placeCall } from './create/placeCall';
import { callbackFor } from './createAndWait/callback';
import { endedOutput, hasEnded, viewOf } from './createAndWait/ended';
import { createAndWaitFields, WAIT_LABELS } from './createAndWait/fields';
import { keepPending } from './createAndWait/pending';

/** A call that is ready to be created and waited for. */
interface WaitedCall {
	newCall: NewCall;
	limitMinutes: number;
	includeTranscript: boolean;
}

type Item = ItemCall<WaitedCall, Dialling>;

/** Places a call, and has the execution wait until it is over. One call an execution at a time: n8n has one wait. */
export const createAndWait: ItemOperation<WaitedCall, Dialling> = {
	name: 'Create and Wait',
	value: 'createAndWait',
	action: 'Create a call and wait for its end',
	description: 'Call somebody, and go on when the call is over, with what came of it',
	thing: () => CALLS,
	fields: createAndWaitFields,
	options: createOptions,
	keepsFields: true,
	labels: CREATE_API_LABELS,
	begin: () => new Dialling(),
	prepare(fns, itemIndex) {
		const newCall = readNewCall(fns, itemIndex);
		refuseOwnEnd(newCall.body.callbacks);
		const minutes: unknown = fns.getNodeParameter('limitWaitTime', itemIndex, 90);
		const { limitWaitTime, includeTranscript } = WAIT_LABELS;
		return {
			newCall,
			limitMinutes: readNumber(1, 10_080)(minutes, limitWaitTime),
			includeTranscript: readSwitch(fns, 'includeTranscript', itemIndex, false, includeTranscript),
		};
	},
	async execute(item) {
		const { fns, api, prepared, itemIndex } = item;
		refuseWhereNothingWaits(item);
		const { url, keyHash } = callbackFor(fns, itemIndex);
		api.keepSecret(url, new URL(url).search);
		const { call, isNew } = await placeCall({ ...item, prepared: reportingTo(prepared, url) });
		const { includeTranscript, newCall } = prepared;
		const { callId } = call;
		const pending = { callId, view: newCall.view, includeTranscript, isNew, keyHash };
		if (hasEnded(call)) return await endedOutput(api, call, pending);
		if (!isNew) throw reportedElsewhere(callId);

		keepPending(fns, pending);
		const output: IDataObject = {
			...viewOf(call, pending),
			isNew,
			timedOut: true,
			...(includeTranscript ? { transcript: null } : {}),
			warnings: timeoutWarnings(prepared, callId, url),
		};
		// At the limit n8n does not run the node again, it lets the node's input pass.
		fns.getExecuteData().data.main[0] = [{ json: output, pairedItem: { item: itemIndex } }];
		await fns.putExecutionToWait(new Date(Date.now() + prepared.limitMinutes * 60_000));
		return output;
	},
};

/** There can be one address for the end of a call, and this one has to be the execution's. */
function refuseOwnEnd(callbacks: unknown): void {
	if (!isRecord(callbacks) || !('ended' in callbacks)) return;
	throw new InputError(
		`${MESSAGE_AND_CALLBACK_LABELS.callbacks}: the event "ended" is used for the waiting`,
		'Remove it, or use Create, which does not wait. The Ultravox Trigger can start another workflow when a call ends.',
	);
}

/** @throws InputError where n8n has no wait for this */
function refuseWhereNothingWaits({ fns }: Item): void {
	const count = fns.getInputData().length;
	if (count > 1) {
		throw new InputError(
			`Rows 1 to ${count}: an execution can wait for one call at a time, so nobody was called`,
			'Put a Loop Over Items step with a batch size of 1 before this one. To call many people at once, use Create of Call Batch.',
		);
	}
	if (isTool(fns)) {
		throw new InputError(
			'As the tool of an AI agent, Create and Wait cannot wait, so nobody was called',
			'Use Create as the tool. The Ultravox Trigger can start another workflow when the call ends.',
		);
	}
}

function reportingTo({ newCall }: WaitedCall, url: string): NewCall {
	const { body, secrets } = newCall;
	const others = isRecord(body.callbacks) ? body.callbacks : {};
	const callbacks = { ...others, ended: { url } } as IDataObject;
	return { ...newCall, body: { ...body, callbacks }, secrets: [...secrets, url] };
}

function reportedElsewhere(callId: string): InputError {
	return new InputError(
		`The call with this Deduplication Key (${callId}) is still going on, and its end is reported to where it was created`,
		'Nobody was called again. Run this again when the call is over, to get what came of it.',
	);
}

/** What the item says if nothing is reported until the limit. */
function timeoutWarnings({ limitMinutes }: WaitedCall, callId: string, url: string): string[] {
	const minutes = limitMinutes === 1 ? '1 minute' : `${String(limitMinutes)} minutes`;
	const late = `The end of call ${callId} was not reported within ${minutes}. It may still go on: look it up with Get.`;
	return isPrivate(url) ? [late, PRIVATE_ADDRESS_HINT] : [late];
}
