import { ApiError, isNotFound } from '../errors/apiError';
import { toResult } from '../util/result';
import type { Source, SourceApi } from './knowledgeBaseApi';
import { isReady } from './output';

/** The other sources that have this name. @throws ApiError */
export async function othersOf(
	sources: SourceApi,
	name: string,
	{ sourceId }: Source,
): Promise<Source[]> {
	const all = await sources.list(Infinity);
	return all.filter((other) => other.name === name && other.sourceId !== sourceId);
}

/**
 * Whether a source was added before another one, by the service's clock. All who look come to the same order, so that
 * of several that replace one another at once exactly one is left: the newest that got ready.
 */
export function isOlder(source: Source, than: Source): boolean {
	const [one, other] = [source, than].map(({ created }) => Date.parse(String(created)) || 0);
	return one === other ? source.sourceId < than.sourceId : one < other;
}

/**
 * Deletes the older sources of the same name, now that the new one is ready.
 *
 * @throws ApiError that says that both are there, when one could not be deleted
 */
export async function replaceOlder(sources: SourceApi, name: string, ready: Source): Promise<void> {
	const remove = async () => {
		for (const other of await othersOf(sources, name, ready)) {
			if (!isOlder(other, ready)) continue;
			const outcome = await toResult(sources.remove(other.sourceId));
			const isGone = 'error' in outcome && isNotFound(outcome.error);
			if ('error' in outcome && !isGone) throw outcome.error;
		}
	};
	const outcome = await toResult(remove());
	if ('value' in outcome) return;
	const { error } = outcome;
	if (!(error instanceof ApiError) || error.facts.kind === 'cancelled') throw error;
	throw error.worded({
		message: 'The new source is ready, but the one before could not be deleted',
		description:
			'Agents find what is in both. Run this step again: the next source of this name takes the place of both.',
	});
}

/**
 * Finds out whether a source is gone because a newer one of its name took its place.
 *
 * @param error what went wrong with the source
 * @returns the newer one, if it is ready
 */
export async function replaced(
	sources: SourceApi,
	name: string,
	source: Source,
	error: unknown,
): Promise<Source | undefined> {
	if (!isNotFound(error)) return undefined;
	const others = await toResult(othersOf(sources, name, source));
	if ('error' in others) return undefined;
	return others.value.find((other) => isOlder(source, other) && isReady(other));
}
