import { randomUUID } from 'crypto';
import type { Context } from '../server/context';
import { invalidBody, invalidField } from '../server/problems';
import { nextSeq, type JsonObject } from '../state';
import type { StoredCorpus, StoredDocument, StoredSource } from './store';

const KINDS = ['crawl', 'upload', 'advanced'];

/** @throws Problem 400 where a source does not say where its documents come from, or says it twice */
export function checkKind(settings: JsonObject): void {
	if (KINDS.filter((kind) => kind in settings).length === 1) return;
	throw invalidBody(`Exactly one of ${KINDS.join(', ')} has to be set.`);
}

/**
 * Gives a source its settings and starts to load its documents, which takes its time.
 *
 * @throws Problem 400 for documents that nobody has uploaded
 */
export function load(
	context: Context,
	corpus: StoredCorpus,
	source: StoredSource,
	settings: JsonObject,
): void {
	const { clock, switches } = context;
	const documents = documentsOf(context, corpus, settings);
	source.settings = settings;
	source.wasReady ||= source.readyAt <= clock.now();
	source.readyAt = clock.now() + switches.sourceSeconds * 1000;
	source.documents = switches.sourcesStayEmpty ? [] : documents;
}

function documentsOf(
	context: Context,
	corpus: StoredCorpus,
	settings: JsonObject,
): StoredDocument[] {
	if ('crawl' in settings) return pagesOf(context, settings.crawl as Crawl);
	if ('upload' in settings) {
		const { documentIds } = settings.upload as { documentIds: string[] };
		return documentIds.map((id) => uploaded(context, corpus, id, 'upload.documentIds'));
	}
	const { documents } = settings.advanced as { documents: Array<{ documentId: string }> };
	return documents.map(({ documentId }) =>
		uploaded(context, corpus, documentId, 'advanced.documents'),
	);
}

interface Crawl {
	startUrls: string[];
	maxDepth?: number;
	maxDocuments?: number;
}

/** Each page links to one more on its site. */
function pagesOf(
	{ clock, state }: Context,
	{ startUrls, maxDepth = 1, maxDocuments = 200 }: Crawl,
): StoredDocument[] {
	return startUrls
		.flatMap((url) =>
			Array.from({ length: Math.min(maxDepth, maxDocuments) }, (_, depth) =>
				depth === 0 ? url : new URL(`/page-${depth + 1}`, url).href,
			),
		)
		.slice(0, maxDocuments)
		.map((publicUrl) => ({
			seq: nextSeq(state),
			documentId: randomUUID(),
			created: clock.iso(),
			mimeType: 'text/html',
			title: publicUrl,
			publicUrl,
			content: Buffer.from(`What stands at ${publicUrl}`),
		}));
}

function uploaded(
	{ clock, state, storage }: Context,
	corpus: StoredCorpus,
	documentId: string,
	field: string,
): StoredDocument {
	const file = storage.uploads.get(documentId);
	const title = corpus.uploads.get(documentId);
	if (!file || title === undefined) {
		throw invalidField(field, `Document ${documentId} has not been uploaded.`);
	}
	return { ...file, seq: nextSeq(state), documentId, created: clock.iso(), title };
}
