import type { IExecuteFunctions } from 'n8n-workflow';

/** Why nobody waits for an answer any more. */
export type NobodyWaits = 'late' | 'retried';

/**
 * Tells whether whoever has started the execution by a request still waits for the answer. n8n itself drops an answer
 * that reaches nobody without a word.
 *
 * @param until when the trigger answers by itself, as its output says; milliseconds since 1970
 * @returns why not; undefined where somebody waits
 */
export function whyNobodyWaits(fns: IExecuteFunctions, until: number): NobodyWaits | undefined {
	// Begins with what the trigger gave out before, which may be of just now.
	if (fns.getMode() === 'retry') return 'retried';
	return Date.now() > until ? 'late' : undefined;
}
