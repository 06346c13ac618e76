import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../calls/callApi';
import { CREATE_API_LABELS } from '../calls/create/createFields';
import { DEDUPLICATION_NAME, readNewCall, type NewCall } from '../calls/create/newCall';
import { Dialling, placeCall, type Placed } from '../calls/create/placeCall';
import { includeSecretsOption, toOutput } from '../calls/output';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { describeApiError } from '../errors/messages';
import { asSentence } from '../errors/sentences';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';
import { answerFields } from './answerFields';
import { decide, refuseLate, tooLate, waitingCall, type WaitingCall } from './waitingCall';

/** Somebody waits on the phone: no pace but the account's own, which says so by itself. */
const CALLS_PER_SECOND = 100;

/** While the caller waits, and hears it ring. */
const MOST_RETRIES = 1;
const MOST_WAIT_MS = 2_000;

/** How much too early a timer may be, generously. */
const TIMER_MS = 50;

/** The provider connects the audio at once; a call that nobody joins any more is not to stay for long. */
const JOIN_TIMEOUT = '20s';

/** Has an agent take the call: creates it at Ultravox, and tells the provider to join it. */
export const answerIncomingCall: ItemOperation<NewCall, Dialling> = {
	name: 'Answer',
	value: 'answer',
	action: 'Answer an incoming call',
	description: 'Have an agent speak with the caller, with what the workflow knows of them',
	thing: () => 'the waiting call',
	fields: answerFields,
	options: [includeSecretsOption],
	labels: CREATE_API_LABELS,
	begin: () => new Dialling(),
	prepare: (fns, itemIndex) => readNewCall(fns, itemIndex, {}),
	async execute(item) {
		const waiting = waitingCall(item.fns);
		const { view } = item.prepared;
		const { call, isNew } = await placeInTime(item, waiting);
		const { callId } = call;
		refuseLate(
			waiting,
			` Nobody joins the call that was created for it (${callId}), so it ends by itself.`,
		);
		await decide(item.fns, waiting.incoming.join(joinUrlOf(call, isNew)));
		const output = toOutput(call, view);
		const { from, to } = waiting;
		return view.simplify ? { ...output, direction: 'incoming', from, to, isNew } : output;
	},
};

/** @throws what `placeCall` does; InputError where the time was not enough for Ultravox */
async function placeInTime(
	item: ItemCall<NewCall, Dialling>,
	waiting: WaitingCall,
): Promise<Placed> {
	const left = Math.max(1, waiting.until - Date.now());
	const placed = await toResult(
		placeCall(
			{
				...item,
				api: item.api.hurried({
					timeoutMs: left,
					maxRetries: MOST_RETRIES,
					maxWaitMs: Math.min(MOST_WAIT_MS, left),
				}),
				prepared: forCaller(item.prepared, waiting),
			},
			// Where two tries were needed to look for an earlier one, the caller may be gone.
			() => refuseLate(waiting),
		),
	);
	if ('value' in placed) return placed.value;
	const { error } = placed;
	const isTimeout = error instanceof ApiError && error.facts.kind === 'timeout';
	// The advice for a timeout would not help: what ran out is the caller's time.
	if (isTimeout && waiting.until - Date.now() < TIMER_MS) {
		throw tooLate(` ${asSentence(describeApiError(error.facts).message)}`);
	}
	throw error;
}

/** The call to create: over the provider's line, and once, whichever process is asked. */
function forCaller(newCall: NewCall, { incoming, providerCallId }: WaitingCall): NewCall {
	const { body, key = `${incoming.provider.id}-${providerCallId}` } = newCall;
	const metadata = isRecord(body.metadata) ? body.metadata : {};
	return {
		...newCall,
		key,
		callsPerSecond: CALLS_PER_SECOND,
		body: {
			joinTimeout: JOIN_TIMEOUT,
			...body,
			medium: { [incoming.provider.id]: {} },
			metadata: { ...metadata, [DEDUPLICATION_NAME]: key } as IDataObject,
		},
	};
}

/** @throws InputError for a call that is there already, and that nobody can join any more */
function joinUrlOf({ callId, joinUrl, joined, ended }: Call, isNew: boolean): string {
	const isFree = isNew || (typeof joined !== 'string' && typeof ended !== 'string');
	if (isFree && typeof joinUrl === 'string' && joinUrl !== '') return joinUrl;
	throw new InputError(
		`The call ${callId} cannot be joined any more, so the caller goes to the Default Agent of the trigger`,
		'If Deduplication Key is set under Additional Fields, remove it: without one, each incoming call has its own.',
	);
}
