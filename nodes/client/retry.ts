import type { ApiErrorFacts } from '../errors/apiError';
import type { Verdict } from './requestWindow';

/** What a failed try looked like, as far as repeating it is concerned. */
export interface FailedTry {
	/** HTTP status, or undefined when there was no answer at all. */
	status?: number;
	/** The `Retry-After` header, as received. */
	retryAfter?: string;
	/** Whether sending the same request again can do no harm. */
	idempotent: boolean;
	/** Tries made so far, this one included. */
	tries: number;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_BACKOFF_MS = 15_000;

/**
 * Reads a `Retry-After` header.
 *
 * @param header seconds or an HTTP date (Ultravox documents the first and its own sample handles both)
 * @param now the current time in milliseconds since 1970
 * @returns milliseconds to wait, never negative; undefined when there is none or it makes no sense
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
	const text = header?.trim();
	if (!text) return undefined;
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	// An HTTP date has letters; without this check Date.parse would take nonsense such as "-5" for a year.
	if (!/[A-Za-z]{3}/.test(text)) return undefined;
	const at = Date.parse(text);
	return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/**
 * Decides whether to try again, and when.
 *
 * @returns milliseconds to wait before the next try, or undefined to give up
 */
export function waitBeforeNextTry(
	failed: FailedTry,
	now: number,
	random: () => number = Math.random,
): number | undefined {
	const asked = retryAfterMs(failed.retryAfter, now);
	const backoff = Math.min(FIRST_WAIT_MS * 2 ** (failed.tries - 1), LONGEST_BACKOFF_MS);
	const jittered = Math.round(backoff * (0.5 + random() / 2));
	switch (failed.status) {
		case 429:
			return asked ?? jittered;
		case 503:
			// Without Retry-After it is not sure that nothing was done.
			return asked ?? (failed.idempotent ? jittered : undefined);
		default: {
			const { status = 500 } = failed;
			// Somebody gave up waiting: 408 by the standard, 499 by custom of proxies.
			const transient = status >= 500 || status === 408 || status === 499;
			return transient && failed.idempotent ? jittered : undefined;
		}
	}
}

/**
 * Decides by what went wrong whether to try again, and when.
 *
 * @returns milliseconds to wait before the next try; undefined where it makes no sense
 */
export function waitAfter(facts: ApiErrorFacts, idempotent: boolean): number | undefined {
	const { kind, status, tries, retryAfterSeconds } = facts;
	const retryAfter = retryAfterSeconds === undefined ? undefined : String(retryAfterSeconds);
	switch (kind) {
		case 'status':
		case 'unreachable':
		case 'timeout':
			return waitBeforeNextTry({ status, retryAfter, idempotent, tries }, Date.now());
		case 'storage':
			// The next try gets a fresh address from the API. One that is not safe to follow would stay so.
			return status === undefined
				? undefined
				: waitBeforeNextTry({ idempotent, tries }, Date.now());
		default:
			return undefined;
	}
}

/**
 * Tells by the outcome of a try whether the service can take more.
 *
 * @param facts what went wrong; undefined for a success
 * @returns what to tell the request window, with the milliseconds for which the service asks to wait
 */
export function verdictOf(facts: ApiErrorFacts | undefined): { is: Verdict; holdMs?: number } {
	const { kind, status, retryAfterSeconds = 0 } = facts ?? {};
	const isBusy = kind === 'timeout' || (kind === 'status' && (status === 429 || status === 503));
	if (isBusy) return { is: 'busy', holdMs: retryAfterSeconds * 1000 };
	return { is: kind === 'unreachable' || kind === 'cancelled' ? 'unknown' : 'good' };
}
