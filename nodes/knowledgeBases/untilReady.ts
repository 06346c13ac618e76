import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { wait } from '../util/wait';
import type { SourceApi, Source } from './knowledgeBaseApi';
import { documentsOf, isReady } from './output';

const FIRST_GAP_MS = 2000;
const LONGEST_GAP_MS = 5000;

/**
 * Looks at a source until it is ready.
 *
 * @param source as the API answered it when it was added or refreshed
 * @param mostMs how long to wait at most, in milliseconds
 * @param signal the execution's cancel signal
 * @returns the source; undefined when it was not ready in time
 * @throws ApiError, also when the execution is cancelled
 */
export async function untilReady(
	sources: SourceApi,
	source: Source,
	mostMs: number,
	signal?: AbortSignal,
): Promise<Source | undefined> {
	const end = Date.now() + mostMs;
	let latest = source;
	for (let gap = FIRST_GAP_MS; !isReady(latest); gap = Math.min(gap * 1.5, LONGEST_GAP_MS)) {
		const left = end - Date.now();
		if (left <= 0) return undefined;
		await wait(Math.min(gap, left), signal);
		latest = await sources.get(source.sourceId);
	}
	return latest;
}

/**
 * Whether nothing was found for a source that is ready. There is no other sign of pages that could not be read.
 *
 * @throws ApiError
 */
export async function isEmpty(sources: SourceApi, source: Source): Promise<boolean> {
	// The API leaves the count out where it is nothing, and perhaps elsewhere.
	return documentsOf(source) === 0 && !(await sources.hasDocuments(source.sourceId));
}

/** What to do about a source that is not ready in time. */
export const GOES_ON =
	'Ultravox goes on with it. Look at it with Get Sources, or raise Maximum Wait under Options.';

/**
 * Makes the refusal for a source that was not ready in time.
 *
 * @param mostMs how long it was waited for, in milliseconds
 * @param advice what became of it, and what to do; whole sentences
 */
export function notReady({ name }: Source, mostMs: number, advice: string): InputError {
	const minutes = Number((mostMs / 60_000).toFixed(2));
	const time = minutes === 1 ? '1 minute' : `${minutes} minutes`;
	return new InputError(`The source ${show(name)} was not ready within ${time}`, advice);
}
