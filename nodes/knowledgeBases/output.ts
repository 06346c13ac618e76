import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import type { KnowledgeBase, Source } from './knowledgeBaseApi';

const statsOf = (stats: unknown): IDataObject => (isRecord(stats) ? (stats as IDataObject) : {});

/** `CORPUS_STATUS_READY` becomes `ready`. */
function statusOf(stats: IDataObject): string | null {
	const { status } = stats;
	if (typeof status !== 'string') return null;
	return status.replace(/^[A-Z]+_STATUS_/, '').toLowerCase();
}

/** Whether what the source holds can be searched, and nothing more of it is being loaded. */
export const isReady = ({ stats }: Source): boolean => statusOf(statsOf(stats)) === 'ready';

/** How many documents the source has, as it says; 0 where it says nothing. */
export const documentsOf = ({ stats }: Source): number => Number(statsOf(stats).numDocs ?? 0);

/**
 * Makes the simplified form of a knowledge base.
 *
 * @returns the same fields for each, null where there is no value
 */
export function simplifyKnowledgeBase(knowledgeBase: KnowledgeBase): IDataObject {
	const { corpusId, created, description, name } = knowledgeBase;
	const stats = statsOf(knowledgeBase.stats);
	const status = statusOf(stats);
	return {
		name: name ?? null,
		description: description ?? null,
		status,
		numDocs: countIn(stats, 'numDocs'),
		numChunks: countIn(stats, 'numChunks'),
		lastUpdated: stats.lastUpdated ?? null,
		created: created ?? null,
		knowledgeBaseId: corpusId,
	};
}

/**
 * Makes the simplified form of a source.
 *
 * @param knowledgeBaseId where it belongs
 * @returns the same fields for each, null where there is no value
 */
export function simplifySource(source: Source, knowledgeBaseId: string): IDataObject {
	const { created, description, name, sourceId } = source;
	const stats = statsOf(source.stats);
	const pages = pagesOf(source);
	return {
		name: name ?? null,
		description: description ?? null,
		status: statusOf(stats),
		numDocs: countIn(stats, 'numDocs'),
		kind: pages ? 'webPages' : 'files',
		urls: pages?.startUrls ?? [],
		lastUpdated: stats.lastUpdated ?? null,
		created: created ?? null,
		sourceId,
		knowledgeBaseId,
	};
}

/** Where a source of web pages begins; `loadSpec` is the old name. */
function pagesOf({ crawl, loadSpec }: Source): IDataObject | undefined {
	return [crawl, loadSpec].find(isRecord) as IDataObject | undefined;
}

/** Of what is ready the API leaves out a count of nothing. */
function countIn(stats: IDataObject, name: string): number | null {
	const count = stats[name];
	if (typeof count === 'number') return count;
	return ['ready', 'empty'].includes(statusOf(stats) ?? '') ? 0 : null;
}
