import type { JsonObject } from '../state';
import type { StoredCorpus, StoredDocument, StoredSource } from './store';

const at = (ms: number) => new Date(ms).toISOString();

/** Whether its documents can be searched. While it is loaded anew, the former ones still can. */
export const isReady = ({ readyAt }: StoredSource, now: number): boolean => readyAt <= now;

/** A source as answered at `now` (milliseconds since 1970). */
export function showSource(corpusId: string, source: StoredSource, now: number): JsonObject {
	const { created, documents, readyAt, settings, sourceId, wasReady } = source;
	const busy = wasReady ? 'SOURCE_STATUS_UPDATING' : 'SOURCE_STATUS_INITIALIZING';
	const stats = isReady(source, now)
		? {
				status: 'SOURCE_STATUS_READY',
				lastUpdated: at(readyAt),
				// As protocol buffers are written: nothing for nought.
				...(documents.length > 0 ? { numDocs: documents.length } : {}),
			}
		: { status: busy };
	return { corpusId, sourceId, created, ...settings, stats };
}

/** A corpus as answered at `now` (milliseconds since 1970). */
export function showCorpus(corpus: StoredCorpus, now: number): JsonObject {
	const { corpusId, created, name, description } = corpus;
	const about = description === undefined ? {} : { description };
	return { corpusId, created, name, ...about, stats: statsOf(corpus, now) };
}

function statsOf({ sources }: StoredCorpus, now: number): JsonObject {
	const all = [...sources.values()];
	if (all.length === 0) return { status: 'CORPUS_STATUS_EMPTY' };
	const ready = all.filter((source) => isReady(source, now));
	const isSearchable = all.some((source) => source.wasReady || isReady(source, now));
	if (!isSearchable) return { status: 'CORPUS_STATUS_INITIALIZING' };
	const numDocs = ready.reduce((sum, { documents }) => sum + documents.length, 0);
	return {
		status: ready.length < all.length ? 'CORPUS_STATUS_UPDATING' : 'CORPUS_STATUS_READY',
		lastUpdated: at(Math.max(...ready.map(({ readyAt }) => readyAt), 0)),
		numDocs,
		numChunks: numDocs * 3,
		numVectors: numDocs * 9,
	};
}

export function showDocument(
	corpusId: string,
	sourceId: string,
	{ content, created, documentId, mimeType, publicUrl, title }: StoredDocument,
): JsonObject {
	return {
		corpusId,
		sourceId,
		documentId,
		created,
		mimeType,
		metadata: { title, ...(publicUrl === undefined ? {} : { publicUrl }) },
		sizeBytes: String(content.length),
	};
}
