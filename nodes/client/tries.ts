import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { toResult } from '../util/result';
import { wait } from '../util/wait';
import type { ApiRequest } from './apiRequest';
import { networkCode } from './networkError';
import type { HttpAnswer, MakeError, Outcome } from './outcome';
import { RequestWindow } from './requestWindow';
import { verdictOf, waitAfter } from './retry';

/** How long, and how often, a request is tried. */
export interface ApiSettings {
	/** Time limit for one try, in milliseconds. */
	timeoutMs: number;
	/** Tries after the first one. */
	maxRetries: number;
	/** Limit in milliseconds for all waiting between the tries of one request. */
	maxWaitMs: number;
}

export const DEFAULT_SETTINGS: ApiSettings = {
	timeoutMs: 30_000,
	maxRetries: 3,
	maxWaitMs: 120_000,
};

/** The settings, none of them above those of `most`. */
export function noMoreThan(settings: ApiSettings, most: ApiSettings): ApiSettings {
	return {
		timeoutMs: Math.min(settings.timeoutMs, most.timeoutMs),
		maxRetries: Math.min(settings.maxRetries, most.maxRetries),
		maxWaitMs: Math.min(settings.maxWaitMs, most.maxWaitMs),
	};
}

/** Where a request goes. */
export interface Destination {
	host: string;
	/** Name of the service, where it is not Ultravox. */
	service?: string;
}

/** Sends requests to one service, again where that is safe and useful, and no more at once than it takes. */
export class Tries {
	/** That of the account, once it is known. */
	window = new RequestWindow();

	/** @param signal aborted when the execution is stopped */
	constructor(
		private readonly settings: ApiSettings,
		private readonly signal: AbortSignal | undefined,
	) {}

	/**
	 * Makes tries until one works out or another would be of no use.
	 *
	 * @param attempt makes one try
	 * @returns what the last try brought
	 * @throws ApiError for everything but a success; what `attempt` calls an `error`
	 */
	async repeat<T>(
		request: ApiRequest,
		destination: Destination,
		attempt: (fail: MakeError) => Promise<Outcome<T>>,
	): Promise<T> {
		const { method, path, changesNothing = method === 'GET' } = request;
		const idempotent = request.idempotent ?? (changesNothing || method !== 'POST');
		const maxRetries = request.giveUp ? 0 : this.settings.maxRetries;
		let waited = 0;
		for (let tries = 1; ; tries++) {
			const fail: MakeError = (facts) =>
				new ApiError({ method, path, tries, changesNothing, ...destination, ...facts });
			const patienceMs = this.settings.maxWaitMs - waited;
			const outcome = await this.inWindow(request, patienceMs, fail, async () => {
				return await attempt(fail);
			});
			if ('body' in outcome) return outcome.body;
			if (!(outcome instanceof ApiError)) throw outcome.error;
			const { facts } = outcome;
			if (method === 'DELETE' && tries > 1 && outcome.hasStatus(404)) return undefined as T;
			const waitMs = tries <= maxRetries ? waitAfter(facts, idempotent) : undefined;
			if (waitMs === undefined || waited + waitMs > this.settings.maxWaitMs) throw outcome;
			waited += waitMs;
			await wait(waitMs, this.signal);
			if (this.signal?.aborted) throw new ApiError({ ...facts, kind: 'cancelled', messages: [] });
		}
	}

	/**
	 * Waits for an answer within the time limit.
	 *
	 * @param exchange sends the request; its answer may have any status
	 * @param timeoutMs in milliseconds; that of the settings by default
	 * @returns the answer, or why there is none
	 */
	async answerTo(
		exchange: () => Promise<HttpAnswer>,
		fail: MakeError,
		timeoutMs = this.settings.timeoutMs,
	): Promise<HttpAnswer | ApiError | { error: unknown }> {
		if (this.signal?.aborted) return fail({ kind: 'cancelled' });
		const outcome = await toResult(this.withinLimit(exchange(), timeoutMs));
		if (this.signal?.aborted) return fail({ kind: 'cancelled' });
		if ('value' in outcome) return outcome.value ?? fail({ kind: 'timeout', timeoutMs });
		if (outcome.error instanceof InputError) return outcome;
		const code = networkCode(outcome.error);
		return code === 'TIMEOUT'
			? fail({ kind: 'timeout', timeoutMs })
			: fail({ kind: 'unreachable', code });
	}

	/** Makes a try when there is room for it, and notes how the service took it. */
	private async inWindow<T>(
		{ hasOwnLimit = false }: ApiRequest,
		patienceMs: number,
		fail: MakeError,
		attempt: () => Promise<Outcome<T>>,
	): Promise<Outcome<T>> {
		const leave = await this.window.enter({ owner: this, signal: this.signal, patienceMs });
		if (!leave) return fail({ kind: 'cancelled' });
		const made = await toResult(attempt());
		const outcome = 'value' in made ? made.value : made;
		const verdict = verdictOf(outcome instanceof ApiError ? outcome.facts : undefined);
		leave(hasOwnLimit && verdict.is === 'busy' ? 'unknown' : verdict.is, verdict.holdMs);
		return outcome;
	}

	/** The helper's own limit ends with the first byte; this one also ends an answer that never finishes. */
	private async withinLimit(
		exchange: Promise<HttpAnswer>,
		timeoutMs: number,
	): Promise<HttpAnswer | undefined> {
		let settled = false;
		const done = () => {
			settled = true;
		};
		exchange.then(done, done);
		const limit = wait(timeoutMs + 500, this.signal, () => settled);
		return await Promise.race([exchange, limit.then(() => (settled ? exchange : undefined))]);
	}
}
