import { complaints } from './account';
import type { RunResult } from './harness';

/** As much of a run's result as tells whether it succeeded. */
type Outcome = Pick<RunResult, 'error'>;

/**
 * Expects a run to have succeeded. Where it did not, the test shows the node's message and description and what the
 * sandboxes complain about.
 */
export function expectSuccess({ error }: Outcome): void {
	const failure = error && {
		message: error.message,
		description: error.description,
		sandbox: complaints(),
	};
	expect(failure).toBeUndefined();
}

/** Waits for a run that has to succeed, see `expectSuccess`. @returns its result */
export async function succeed<R extends Outcome>(run: Promise<R>): Promise<R> {
	const result = await run;
	expectSuccess(result);
	return result;
}
