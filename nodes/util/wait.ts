import { sleep } from 'n8n-workflow';

/** Cancelling is noticed within this time, in milliseconds. */
const SLICE_MS = 200;

/**
 * Waits, and stops waiting when the execution is cancelled or `stop` says so.
 *
 * n8n's rules forbid timers, and its `sleep` cannot be interrupted; hence the slices.
 *
 * @param ms how long
 * @param signal the execution's cancel signal
 * @param stop asked between slices
 */
export async function wait(
	ms: number,
	signal?: AbortSignal,
	stop: () => boolean = () => false,
): Promise<void> {
	const end = Date.now() + ms;
	for (let left = ms; left > 0 && !signal?.aborted && !stop(); left = end - Date.now()) {
		await sleep(Math.min(left, SLICE_MS));
	}
}

/**
 * Lets work start only so often.
 *
 * @param gapMs least time between two starts, in milliseconds
 * @returns waits for the caller's turn, in the order of the calls; the first one's is at once
 */
export function atLeastEvery(gapMs: number): () => Promise<void> {
	let next = 0;
	return async () => {
		const now = Date.now();
		const at = Math.max(now, next);
		next = at + gapMs;
		if (at > now) await sleep(at - now);
	};
}
