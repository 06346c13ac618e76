import { randomUUID } from 'crypto';
import { notFound } from '../server/problems';
import { nextSeq, type JsonObject, type SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		corpora: Map<string, StoredCorpus>;
	}
}

export interface StoredCorpus {
	seq: number;
	corpusId: string;
	created: string;
	name: string;
	description?: string;
	/** By ID, oldest first. */
	sources: Map<string, StoredSource>;
	/** Names of files for which an address was given out, by document ID. */
	uploads: Map<string, string>;
}

export interface StoredSource {
	seq: number;
	sourceId: string;
	created: string;
	/** `name`, `description`, and one of `crawl`, `upload`, `advanced`. */
	settings: JsonObject;
	documents: StoredDocument[];
	/** When its documents can be searched, milliseconds since 1970; Infinity: never. */
	readyAt: number;
	/** Whether it has been ready before. */
	wasReady: boolean;
}

export interface StoredDocument {
	seq: number;
	documentId: string;
	created: string;
	mimeType: string;
	title: string;
	publicUrl?: string;
	content: Buffer;
}

export function clearCorpora(state: SandboxState): void {
	state.corpora = new Map();
}

/** @throws Problem 404 */
export function findCorpus(state: SandboxState, corpusId: string): StoredCorpus {
	const corpus = state.corpora.get(corpusId);
	if (!corpus) throw notFound();
	return corpus;
}

/** @throws Problem 404 */
export function findSource(
	state: SandboxState,
	{ corpusId, sourceId }: Record<string, string>,
): { corpus: StoredCorpus; source: StoredSource } {
	const corpus = findCorpus(state, corpusId);
	const source = corpus.sources.get(sourceId);
	if (!source) throw notFound();
	return { corpus, source };
}

/** Stores a corpus without sources. */
export function addCorpus(
	state: SandboxState,
	created: string,
	body: { name: string; description?: string },
): StoredCorpus {
	const corpus = {
		...body,
		seq: nextSeq(state),
		corpusId: randomUUID(),
		created,
		sources: new Map(),
		uploads: new Map(),
	};
	state.corpora.set(corpus.corpusId, corpus);
	return corpus;
}
