import { sleep } from 'n8n-workflow';

/**
 * Lets work start only so often.
 *
 * @param gapMs least time between two starts, in milliseconds
 * @returns waits for the caller's turn, in the order of the calls; the first one's is at once
 */
export function turns(gapMs: number): () => Promise<void> {
	let next = 0;
	return async () => {
		const now = Date.now();
		const at = Math.max(now, next);
		next = at + gapMs;
		if (at > now) await sleep(at - now);
	};
}
