import { randomUUID } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { pageOf, pageQuery } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { detail, invalidBody, invalidField, notFound } from '../server/problems';
import { addRoute, empty } from '../server/route';
import { nextSeq, type JsonObject } from '../state';
import { checkKind, load } from './load';
import { documentAnswer, sourceAnswer, sourcePatch, sourceWhole } from './schema';
import { isReady, showDocument, showSource } from './show';
import { findCorpus, findSource, type StoredCorpus, type StoredSource } from './store';

const ALL = '/api/corpora/:corpusId/sources';
const ONE = `${ALL}/:sourceId`;
const MOST_SOURCES = 20;

/** The sources of a corpus, and their documents. */
export function registerSources(app: FastifyInstance, context: Context): void {
	const { state, clock, switches } = context;
	const show = (corpus: StoredCorpus, source: StoredSource) =>
		showSource(corpus.corpusId, source, clock.now());
	const checkName = (corpus: StoredCorpus, name: unknown, own?: StoredSource) => {
		if (switches.sameSourceName === 'accept' || name === undefined) return;
		const isTaken = [...corpus.sources.values()].some(
			(other) => other !== own && other.settings.name === name,
		);
		if (isTaken) throw invalidField('name', 'A source with this name already exists.');
	};
	const change = (params: Record<string, string>, settings: (old: JsonObject) => JsonObject) => {
		const { corpus, source } = findSource(state, params);
		const changed = settings(source.settings);
		checkKind(changed);
		checkName(corpus, changed.name, source);
		load(context, corpus, source, changed);
		return show(corpus, source);
	};

	addRoute(app, {
		method: 'GET',
		url: ALL,
		query: pageQuery,
		answers: { 200: pageOf(sourceAnswer) },
		handle: ({ params, request }) => {
			const corpus = findCorpus(state, params.corpusId);
			return page(context, request, [...corpus.sources.values()], (source) => show(corpus, source));
		},
	});
	addRoute(app, {
		method: 'POST',
		url: ALL,
		body: sourceWhole,
		answers: { 201: sourceAnswer },
		handle: ({ params, body, reply }) => {
			const corpus = findCorpus(state, params.corpusId);
			checkKind(body);
			checkName(corpus, body.name);
			if (corpus.sources.size >= MOST_SOURCES) {
				throw detail(400, `A corpus has at most ${MOST_SOURCES} sources.`);
			}
			const source: StoredSource = {
				seq: nextSeq(state),
				sourceId: randomUUID(),
				created: clock.iso(),
				settings: {},
				documents: [],
				readyAt: Infinity,
				wasReady: false,
			};
			load(context, corpus, source, body);
			corpus.sources.set(source.sourceId, source);
			reply.code(201);
			return show(corpus, source);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: sourceAnswer },
		handle: ({ params }) => {
			const { corpus, source } = findSource(state, params);
			return show(corpus, source);
		},
	});
	addRoute(app, {
		method: 'PUT',
		url: ONE,
		body: sourceWhole,
		answers: { 200: sourceAnswer },
		handle: ({ params, body }) => change(params, () => body),
	});
	addRoute(app, {
		method: 'PATCH',
		url: ONE,
		body: sourcePatch,
		answers: { 200: sourceAnswer },
		handle: ({ params, body }) => {
			findSource(state, params);
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			return change(params, (old) => ({ ...old, ...body }));
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: ONE,
		answers: { 204: null },
		handle: ({ params, reply }) => {
			const { corpus, source } = findSource(state, params);
			corpus.sources.delete(source.sourceId);
			return empty(reply);
		},
	});

	const ready = (params: Record<string, string>) => {
		const { corpus, source } = findSource(state, params);
		const isThere = source.wasReady || isReady(source, clock.now());
		return { ...corpus, ...source, documents: isThere ? source.documents : [] };
	};
	addRoute(app, {
		method: 'GET',
		url: `${ONE}/documents`,
		query: pageQuery,
		answers: { 200: pageOf(documentAnswer) },
		handle: ({ params, request }) => {
			const { corpusId, sourceId, documents } = ready(params);
			return page(context, request, documents, (document) =>
				showDocument(corpusId, sourceId, document),
			);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: `${ONE}/documents/:documentId`,
		answers: { 200: documentAnswer },
		handle: ({ params }) => {
			const { corpusId, sourceId, documents } = ready(params);
			const document = documents.find(({ documentId }) => documentId === params.documentId);
			if (!document) throw notFound();
			return showDocument(corpusId, sourceId, document);
		},
	});
}
