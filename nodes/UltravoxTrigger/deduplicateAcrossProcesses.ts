import type { IExecuteFunctions } from 'n8n-workflow';
import { toResult } from '../util/result';

/** Two for each event: the event, and the event with its execution. */
const MOST_ENTRIES = 2000;

/** The helper reads, changes and writes one row; within a process one after the other keeps every change. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Tells whether another execution has already had this event, in n8n's database, which all processes share; notes that
 * this one has it now. It catches what `receive` lets through: a process that had not yet heard of the event, or a
 * node that has overwritten the workflow's static data.
 *
 * @param key the event's short name
 * @returns false also when it cannot be found out; an event too many is better than one too few
 */
export async function hasOtherExecutionHandled(
	fns: IExecuteFunctions,
	key: string,
): Promise<boolean> {
	// Retries and tests in the editor are meant to run again.
	if (fns.getMode() !== 'webhook') return false;
	const executionKey = `${key} ${fns.getExecutionId()}`;
	const check = async () => {
		const options = { mode: 'entries' as const, maxEntries: MOST_ENTRIES };
		// A worker that takes over an execution finds its own entry, and goes on.
		return await fns.helpers.checkProcessedAndRecord([key, executionKey], 'node', options);
	};
	const turn = last.then(async () => {
		const first = await toResult(check());
		// Two processes that both write the first entry: one of them has to come again.
		return 'error' in first ? await toResult(check()) : first;
	});
	last = turn;
	const outcome = await turn;
	if ('error' in outcome) return false;
	const { processed } = outcome.value;
	return processed.includes(key) && !processed.includes(executionKey);
}
