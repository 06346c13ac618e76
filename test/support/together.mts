/** Long enough for a busy machine; only a test that is about to fail waits for it. */
const MOST_MS = 5000;

/**
 * For a fault's `meanwhile`: holds requests back until so many are there, or for at most 5 s.
 * A number of requests at once is then counted without a guess at how long one takes.
 */
export function together(count: number): () => Promise<void> {
	let arrived = 0;
	let allArrived: () => void = () => {};
	const all = new Promise<void>((resolve) => (allArrived = resolve));
	return async () => {
		arrived += 1;
		if (arrived >= count) allArrived();
		await Promise.race([all, new Promise((resolve) => setTimeout(resolve, MOST_MS).unref())]);
	};
}
