import type { RunResult } from './harness';
import type { Sandbox } from '../../sandbox';

/**
 * Expects a run to have succeeded. Where it did not, the test shows the node's message and description and what the
 * sandbox complains about.
 *
 * @param sandbox where the run's requests went
 */
export function expectSuccess({ error }: RunResult, sandbox?: Sandbox): void {
	const failure = error && {
		message: error.message,
		description: error.description,
		sandbox: sandbox?.violations ?? [],
	};
	expect(failure).toBeUndefined();
}
