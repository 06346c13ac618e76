import { ApiError } from '../../errors/apiError';
import { CALLS, isCall, readCall, markJoinUrlSecret, type Call } from '../callApi';
import { apiWords, describeApiError } from '../../errors/messages';
import { asSentence } from '../../errors/sentences';
import { allPages } from '../../client/pagination';
import { InputError } from '../../errors/inputError';
import { wait } from '../../util/wait';
import { toResult } from '../../util/result';
import type { UltravoxApi } from '../../client/ultravoxApi';
import type { ItemCall } from '../../engine/operation';
import type { Wording } from '../../errors/apiError';
import { isRecord } from '../../util/guards';
import { PlacedCalls, type Dialled } from './placedCalls';
import { rateLimiterOf } from './rateLimiter';
import { DEDUPLICATION_NAME, type NewCall } from './newCall';

/** What the items of one execution share. */
export class Dialling {
	/** Calls of this execution by ID, so that a key which comes twice needs no second request. */
	readonly calls = new Map<string, Call>();

	memory: PlacedCalls | undefined;
}

/** A call, and whether it was made for this item. */
export interface Placed {
	call: Call;
	isNew: boolean;
}

/** Calls with one key; there should be one. */
const MOST_WITH_A_KEY = 100;

/** Milliseconds before each look for a call whose creation was not answered; the service may still be busy with it. */
const LOOKS_AFTER_MS = [0, 1000, 2000, 4000];

/**
 * Places a call, once: not again when its key is known, when an earlier try of this execution has placed it, or when
 * nobody knows whether one has.
 *
 * @param beforeDialling throws where nobody is to be called any more
 * @returns the call, and whether this item has placed it
 * @throws ApiError, worded where it is not known whether the call was placed; InputError; what `beforeDialling` does
 */
export async function placeCall(
	item: ItemCall<NewCall, Dialling>,
	beforeDialling: () => void = () => undefined,
): Promise<Placed> {
	const { api, prepared, state } = item;
	const { key } = prepared;
	const place = async () => await lookAndDial(item, beforeDialling);
	if (key === undefined) return await place();
	// Others of this process would look before this call can be found, and dial as well.
	return await api.inTurn(`call ${key}`, state, place);
}

async function lookAndDial(
	item: ItemCall<NewCall, Dialling>,
	beforeDialling: () => void,
): Promise<Placed> {
	const { api, prepared, state, itemIndex } = item;
	// A key is only known to its account.
	const memory = (state.memory ??= new PlacedCalls(item.fns, await api.accountName()));
	const { key } = prepared;
	api.keepSecret(...prepared.secrets);
	const earlier = memory.find(itemIndex, prepared);
	if (earlier) return await again(item, memory, earlier);

	const giveBack = await turnOf(api, prepared);
	const looked = await toResult(
		lookUp(api, key).then((call) => {
			if (!call) beforeDialling();
			return call;
		}),
	);
	if ('error' in looked || looked.value) giveBack();
	if ('error' in looked) throw looked.error;
	if (looked.value) {
		memory.done(itemIndex, prepared, { callId: looked.value.callId, isNew: false });
		state.calls.set(looked.value.callId, looked.value);
		return { call: looked.value, isNew: false };
	}
	memory.begin(itemIndex, prepared);
	const outcome = await toResult(create(api, prepared));
	const call =
		'value' in outcome ? outcome.value : await afterFailure(api, prepared, outcome.error);
	if (call instanceof ApiError) {
		if (call.wasNotApplied) memory.forget(itemIndex, prepared);
		else memory.lost(prepared);
		throw call;
	}
	memory.done(itemIndex, prepared, { callId: call.callId, isNew: true });
	state.calls.set(call.callId, call);
	return { call, isNew: true };
}

/** What an earlier try, or another item of this execution, has dialled. */
async function again(
	{ api, prepared, state, itemIndex }: ItemCall<NewCall, Dialling>,
	memory: PlacedCalls,
	{ callId, isNew }: Dialled,
): Promise<Placed> {
	const { key } = prepared;
	const call =
		callId === null
			? await lookUp(api, key)
			: (state.calls.get(callId) ?? (await readCall(api, callId)));
	if (!call) {
		throw new InputError(
			'Not dialled again, since an earlier try may have started this call',
			adviceFor(key, true),
		);
	}
	memory.done(itemIndex, prepared, { callId: call.callId, isNew });
	return { call, isNew };
}

/** Waits until the account may start another call. @returns gives the turn back when there is none to start */
async function turnOf(api: UltravoxApi, { callsPerSecond }: NewCall): Promise<() => void> {
	const key = await api.derivedKey('calls per second');
	const account = `${await api.baseUrl()} ${key.toString('base64')}`;
	return await rateLimiterOf(account, callsPerSecond).turn(api.cancelSignal);
}

async function create(api: UltravoxApi, { path, query, body }: NewCall): Promise<Call> {
	const call = await api.send({
		method: 'POST',
		path,
		query,
		body,
		idempotent: false,
		hasOwnLimit: true,
		isExpected: isCall,
	});
	return markJoinUrlSecret(api, call as Call);
}

/** The call after all, or the failure in words that say what is known. */
async function afterFailure(
	api: UltravoxApi,
	prepared: NewCall,
	error: unknown,
): Promise<Call | ApiError> {
	if (!(error instanceof ApiError)) throw error;
	if (error.facts.kind === 'cancelled') return error;
	if (error.wasNotApplied) return throttled(error, prepared.throttle);
	const { key } = prepared;
	const looked = key === undefined ? { looked: true } : await lookUpLost(api, key);
	if ('call' in looked) return looked.call;
	return error.worded({
		message: `${asSentence(describeApiError(error.facts).message)} It is not known whether the call was started`,
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
		await wait(ms, api.cancelSignal);
		const outcome = await toResult(lookUp(api, key));
		if ('error' in outcome) return { looked: false };
		if (outcome.value) return { call: outcome.value };
	}
	return { looked: true };
}

/** The first call with this key, if there is one. */
async function lookUp(api: UltravoxApi, key: string | undefined): Promise<Call | undefined> {
	if (key === undefined) return undefined;
	const query = { [`metadata.${DEDUPLICATION_NAME}`]: key };
	const entries = await allPages<Call>(api, CALLS, query, MOST_WITH_A_KEY);
	const [first] = entries
		.filter(isCall)
		.filter(({ metadata }) => isRecord(metadata) && metadata[DEDUPLICATION_NAME] === key)
		.sort((one, other) => String(one.created).localeCompare(String(other.created)));
	return first && markJoinUrlSecret(api, first);
}

/** A 429 may be about the account or about the throttle that the user chose; the latter is named. */
function throttled(failure: ApiError, throttle: string | undefined): ApiError {
	if (throttle === undefined || !failure.hasStatus(429)) return failure;
	const { messages = [], retryAfterSeconds } = failure.facts;
	const about = messages.some(({ text }) => /throttle/i.test(text) || text.includes(throttle));
	if (!about && messages.length > 0) return failure;
	const wait = retryAfterSeconds ? `The next call is possible in ${retryAfterSeconds} s. ` : '';
	const callWording: Wording = {
		message: `The call throttle "${throttle}" lets no more calls through at the moment`,
		description: `${wait}This call was not started. Send fewer items at once or later, or use a call batch, which waits for the throttle by itself.`,
	};
	return failure.worded(callWording);
}
