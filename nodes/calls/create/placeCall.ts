import { ApiFailure } from '../../errors/apiError';
import { CALLS, isCall, readCall, shield, type Call } from '../callApi';
import { apiWords, wordFailure } from '../../errors/messages';
import { onePage } from '../../client/pagination';
import { InputRefusal } from '../../errors/inputError';
import { pause } from '../../util/wait';
import { settle } from '../../util/result';
import type { UltravoxApi } from '../../client/ultravoxApi';
import type { ItemCall } from '../../engine/operation';
import type { Wording } from '../../errors/apiError';
import { isRecord } from '../../util/guards';
import { Memory, slotOf } from './placedCalls';
import { Pacer } from './rateLimiter';
import { DEDUPLICATION_NAME, type NewCall } from './newCall';

/** What the items of one execution share. */
export class Dialling {
	readonly pacer = new Pacer();

	/** Calls of this execution by ID, so that a key which comes twice needs no second request. */
	readonly calls = new Map<string, Call>();

	memory: Memory | undefined;
}

/** A call, and whether it was there before this item. */
export interface Placed {
	call: Call;
	existed: boolean;
}

/** Milliseconds before each look for a call whose creation was not answered; the service may still be busy with it. */
const LOOKS_AFTER_MS = [0, 1000, 2000, 4000];

/**
 * Places a call, once: not again when its key is known, when an earlier try of this execution has placed it, or when
 * nobody knows whether one has.
 *
 * @throws ApiFailure, worded where it is not known whether the call was placed; InputRefusal
 */
export async function dial(item: ItemCall<NewCall, Dialling>): Promise<Placed> {
	const { api, prepared, state, itemIndex } = item;
	const memory = (state.memory ??= new Memory(item.fns));
	const slot = slotOf(prepared, itemIndex);
	const { key } = prepared;
	api.keepSecret(...prepared.secrets);
	const earlier = memory.find(slot);
	if (earlier) return await again(item, earlier.callId);

	await waitForTurn(api, state.pacer, prepared);
	const found = key === undefined ? undefined : await lookUp(api, key);
	if (found) {
		memory.done(slot, found.callId);
		state.calls.set(found.callId, found);
		return { call: found, existed: true };
	}
	memory.begin(slot);
	state.pacer.started(Date.now());
	const outcome = await settle(create(api, prepared));
	const call =
		'value' in outcome ? outcome.value : await afterFailure(api, prepared, outcome.error);
	if (call instanceof ApiFailure) {
		if (call.surelyNotDone) memory.forget(slot);
		throw call;
	}
	memory.done(slot, call.callId);
	state.calls.set(call.callId, call);
	return { call, existed: false };
}

/** What an earlier item or try of this execution has dialled. */
async function again(
	{ api, prepared: { key }, state }: ItemCall<NewCall, Dialling>,
	callId: string | null,
): Promise<Placed> {
	const call =
		callId === null
			? await lookUp(api, key)
			: (state.calls.get(callId) ?? (await readCall(api, callId)));
	if (call) return { call, existed: true };
	throw new InputRefusal(
		'Not dialled again, since an earlier try may have started this call',
		adviceFor(key, true),
	);
}

async function waitForTurn(
	api: UltravoxApi,
	pacer: Pacer,
	{ callsPerSecond }: NewCall,
): Promise<void> {
	await pause(pacer.wait(callsPerSecond, Date.now()), api.cancelSignal);
}

async function create(api: UltravoxApi, { path, query, body }: NewCall): Promise<Call> {
	const call = await api.send({
		method: 'POST',
		path,
		query,
		body,
		repeatable: false,
		isExpected: isCall,
	});
	return shield(api, call as Call);
}

/** The call after all, or the failure in words that say what is known. */
async function afterFailure(
	api: UltravoxApi,
	prepared: NewCall,
	error: unknown,
): Promise<Call | ApiFailure> {
	if (!(error instanceof ApiFailure)) throw error;
	if (error.facts.kind === 'cancelled') return error;
	if (error.surelyNotDone) return throttled(error, prepared.throttle);
	const { key } = prepared;
	const looked = key === undefined ? { looked: true } : await lookUpLost(api, key);
	if ('call' in looked) return looked.call;
	return error.worded({
		message: `${wordFailure(error.facts).message}. It is not known whether the call was started`,
		description: adviceFor(key, looked.looked) + apiWords(error.facts),
	});
}

function adviceFor(key: string | undefined, looked: boolean): string {
	if (key === undefined) {
		return 'Look for it with Get Many before you run this again. With a Deduplication Key under Additional Fields the node finds out by itself and dials nobody twice.';
	}
	return `${looked ? `No call with the Deduplication Key "${key}" has shown up.` : 'It could not be looked up either.'} Run this again later with the same key: if the call is there by then, it is found instead of dialled again.`;
}

async function lookUpLost(
	api: UltravoxApi,
	key: string,
): Promise<{ call: Call } | { looked: boolean }> {
	for (const ms of LOOKS_AFTER_MS) {
		await pause(ms, api.cancelSignal);
		const outcome = await settle(lookUp(api, key));
		if ('error' in outcome) return { looked: false };
		if (outcome.value) return { call: outcome.value };
	}
	return { looked: true };
}

/** The first call with this key, if there is one. */
async function lookUp(api: UltravoxApi, key: string | undefined): Promise<Call | undefined> {
	if (key === undefined) return undefined;
	const query = { [`metadata.${DEDUPLICATION_NAME}`]: key };
	const { entries } = await onePage<Call>(api, CALLS, query, 100);
	const [first] = entries
		.filter(({ metadata }) => isRecord(metadata) && metadata[DEDUPLICATION_NAME] === key)
		.sort((one, other) => String(one.created).localeCompare(String(other.created)));
	return first && shield(api, first);
}

/** A 429 may be about the account or about the throttle that the user chose; the latter is named. */
function throttled(failure: ApiFailure, throttle: string | undefined): ApiFailure {
	if (throttle === undefined || !failure.hasStatus(429)) return failure;
	const { messages = [], retryAfterSeconds } = failure.facts;
	const about = messages.some(({ text }) => /throttle/i.test(text) || text.includes(throttle));
	if (!about && messages.length > 0) return failure;
	const wait = retryAfterSeconds ? `The next call is possible in ${retryAfterSeconds} s. ` : '';
	const own: Wording = {
		message: `The call throttle "${throttle}" lets no more calls through at the moment`,
		description: `${wait}This call was not started. Send fewer items at once or later, or use a call batch, which waits for the throttle by itself.`,
	};
	return failure.worded(own);
}
