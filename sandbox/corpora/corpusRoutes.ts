import { randomUUID } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { pageOf, pageQuery } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { detail, invalidBody } from '../server/problems';
import { addRoute, empty } from '../server/route';
import { search } from './query';
import {
	corpusAnswer,
	corpusPatch,
	corpusWhole,
	question,
	resultsAnswer,
	uploadAnswer,
	uploadWish,
} from './schema';
import { isReady, showCorpus } from './show';
import { addCorpus, findCorpus, type StoredCorpus } from './store';

const ALL = '/api/corpora';
const ONE = `${ALL}/:corpusId`;

/** What may be uploaded; the documentation lists no other type. */
const TYPES = new Set([
	'application/msword',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	'text/plain',
	'text/markdown',
	'application/vnd.ms-powerpoint',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	'application/pdf',
	'application/epub+zip',
]);

/** `/api/corpora`, with uploads and the search. */
export function registerCorpora(app: FastifyInstance, context: Context): void {
	const { state, clock, storage, switches } = context;
	const show = (corpus: StoredCorpus) => showCorpus(corpus, clock.now());

	addRoute(app, {
		method: 'GET',
		url: ALL,
		query: pageQuery,
		answers: { 200: pageOf(corpusAnswer) },
		handle: ({ request }) => page(context, request, [...state.corpora.values()], show),
	});
	addRoute(app, {
		method: 'POST',
		url: ALL,
		body: corpusWhole,
		answers: { 201: corpusAnswer },
		handle: ({ body, reply }) => {
			if (state.corpora.size >= switches.allowedCorpora) {
				throw detail(switches.corpusLimitStatus, 'The maximum number of corpora is reached.');
			}
			reply.code(201);
			return show(addCorpus(state, clock.iso(), body as { name: string }));
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: corpusAnswer },
		handle: ({ params }) => show(findCorpus(state, params.corpusId)),
	});
	addRoute(app, {
		method: 'PUT',
		url: ONE,
		body: corpusWhole,
		answers: { 200: corpusAnswer },
		handle: ({ params, body }) => show(Object.assign(findCorpus(state, params.corpusId), body)),
	});
	addRoute(app, {
		method: 'PATCH',
		url: ONE,
		body: corpusPatch,
		answers: { 200: corpusAnswer },
		handle: ({ params, body }) => {
			const corpus = findCorpus(state, params.corpusId);
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			return show(Object.assign(corpus, body));
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: ONE,
		answers: { 204: null },
		handle: ({ params, reply }) => {
			state.corpora.delete(findCorpus(state, params.corpusId).corpusId);
			return empty(reply);
		},
	});
	addRoute(app, {
		method: 'POST',
		url: `${ONE}/uploads`,
		body: uploadWish,
		answers: { 201: uploadAnswer },
		handle: ({ params, body, reply }) => {
			const corpus = findCorpus(state, params.corpusId);
			const mimeType = String(body.mimeType);
			if (!TYPES.has(mimeType)) throw invalidBody(`Files of type ${mimeType} cannot be loaded.`);
			const documentId = randomUUID();
			corpus.uploads.set(documentId, String(body.fileName ?? ''));
			reply.code(201);
			return { documentId, presignedUrl: storage.uploadUrl(documentId, mimeType) };
		},
	});
	addRoute(app, {
		method: 'POST',
		url: `${ONE}/query`,
		body: question,
		answers: { 200: resultsAnswer },
		handle: ({ params, body }) => {
			const corpus = findCorpus(state, params.corpusId);
			const now = clock.now();
			const isSearchable = [...corpus.sources.values()].some(
				(source) => source.wasReady || isReady(source, now),
			);
			if (!isSearchable && switches.queryOfUnready === 'refuse') {
				throw detail(400, 'The corpus has no source that is ready.');
			}
			return search(corpus, String(body.query), Number(body.maxResults ?? 5), now);
		},
	});
}
