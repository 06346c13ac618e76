import { wait } from '../../util/wait';
import { toResult } from '../../util/result';
import { isRecord } from '../../util/guards';
import { isBatch, type Batch, type BatchApi } from '../batchApi';
import { rowIdOf } from '../output';
import type { PlannedBatch } from './plan';
import { RUN_ID } from '../metadataNames';

/** States of a row that was not called and will not be. */
const NOT_CALLED = new Set<unknown>(['EXPIRED', 'ERROR']);

/** How often, and how many milliseconds apart, a batch is looked for; the service may still be busy with it. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 2000;
/** Batches looked at, newest first; others may have been made at the same time. */
const MOST_LOOKED_AT = 10;

/**
 * Finds the rows that earlier batches of the agent hold and that were called or will be.
 *
 * @param batches the agent's batches
 * @param rowIds the rows in question
 * @returns the batch of each row that was found
 * @throws ApiError
 */
export async function findEarlierRows(
	batches: BatchApi,
	rowIds: ReadonlySet<string>,
): Promise<Map<string, Batch>> {
	const found = new Map<string, Batch>();
	for (const batch of newestFirst(await batches.list(Infinity))) {
		if (found.size === rowIds.size) break;
		for (const call of await batches.scheduledCalls(batch.batchId, Infinity)) {
			const rowId = rowIdOf(call);
			const counts = rowId !== null && rowIds.has(rowId) && !NOT_CALLED.has(call.status);
			if (counts && !found.has(rowId)) found.set(rowId, batch);
		}
	}
	return found;
}

/**
 * Looks whether a batch was created although the answer to its request was lost.
 *
 * @param signal the execution's cancel signal
 * @returns the batch; `absent` when it is not there; `unknown` when that could not be found out
 */
export async function findLostBatch(
	batches: BatchApi,
	planned: PlannedBatch,
	signal: AbortSignal | undefined,
): Promise<Batch | 'absent' | 'unknown'> {
	for (let look = 1; ; look++) {
		const outcome = await toResult(lookFor(batches, planned));
		if ('error' in outcome) return 'unknown';
		if (outcome.value || look === LOOKS) return outcome.value ?? 'absent';
		await wait(LOOK_AGAIN_MS, signal);
		if (signal?.aborted) return 'unknown';
	}
}

async function lookFor(batches: BatchApi, { calls }: PlannedBatch): Promise<Batch | undefined> {
	const run = runOf(calls[0].call);
	const rowIds = new Set(calls.map(({ rowId }) => rowId));
	const candidates = newestFirst(await batches.list(Infinity)).filter(
		({ totalCount }) => typeof totalCount !== 'number' || totalCount === calls.length,
	);
	for (const batch of candidates.slice(0, MOST_LOOKED_AT)) {
		const [first] = await batches.scheduledCalls(batch.batchId, 1);
		const rowId = first ? rowIdOf(first) : null;
		if (rowId !== null && runOf(first) === run && rowIds.has(rowId)) return batch;
	}
	return undefined;
}

function runOf(call: Record<string, unknown>): unknown {
	return isRecord(call.metadata) ? call.metadata[RUN_ID] : undefined;
}

/** The API does not say how it sorts. Batches without a date keep their place behind the others. */
function newestFirst(batches: Batch[]): Batch[] {
	const time = ({ created }: Batch) => Date.parse(String(created)) || 0;
	return batches.filter(isBatch).sort((one, other) => time(other) - time(one));
}
