/** How some work ended. */
export type Result<T> = { value: T } | { error: unknown };

/**
 * Waits for work and tells how it ended, for callers that decide what a failure means.
 *
 * @param work what to wait for
 */
export async function toResult<T>(work: Promise<T>): Promise<Result<T>> {
	return await work.then(
		(value) => ({ value }),
		(error: unknown) => ({ error }),
	);
}
