import type * as Wait from '../../../nodes/util/wait';

/** How much shorter the node's waits are in tests of the engine layer. */
const USUAL = 20;
let timesShorter = USUAL;

/**
 * Stands in for `nodes/util/wait.ts`: what the node waits for before it goes on (before it sends again, looks again, or
 * dials) takes a twentieth of the time. Time limits of what is under way, the waits that are given a `stop`, stay as
 * they are.
 */
export function shortWaits(real: typeof Wait): typeof Wait {
	return {
		...real,
		wait: async (ms, signal, stop) => await real.wait(stop ? ms : ms / timesShorter, signal, stop),
	};
}

/** Lets the waits of the tests of a file, or of a `describe`, take as long as they do for users. */
export function inRealTime(): void {
	beforeEach(() => {
		timesShorter = 1;
	});
	afterEach(() => {
		timesShorter = USUAL;
	});
}
