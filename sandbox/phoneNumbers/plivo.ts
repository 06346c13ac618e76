import type { FastifyInstance } from 'fastify';
import type { Context } from '../server/context';
import { notFound } from '../server/problems';
import { addRoute, type Incoming } from '../server/route';
import type { JsonObject } from '../state';
import { plivoApplication, plivoNumber, plivoPage, plivoPageQuery } from './schema';

const ACCOUNT = '/v1/Account/:authId';

/** Plivo's phone numbers and XML applications. */
export function registerPlivo(app: FastifyInstance, { state }: Context): void {
	const own = ({ params }: Incoming) => {
		const plivo = state.phoneProviders.plivo;
		if (params.authId !== plivo.account.authId) throw notFound();
		return plivo;
	};
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/Number/`,
		query: plivoPageQuery,
		answers: { 200: plivoPage(plivoNumber) },
		handle: (incoming) => page(incoming, own(incoming).numbers),
	});
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/Number/:number/`,
		answers: { 200: plivoNumber },
		handle: (incoming) => {
			const found = own(incoming).numbers.find(({ number }) => number === incoming.params.number);
			if (!found) throw notFound();
			return found;
		},
	});
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/Application/`,
		query: plivoPageQuery,
		answers: { 200: plivoPage(plivoApplication) },
		handle: (incoming) => page(incoming, own(incoming).applications),
	});
}

function page({ request, query }: Incoming, entries: JsonObject[]): JsonObject {
	const limit = Number(query.limit ?? 20);
	const offset = Number(query.offset ?? 0);
	const [path] = request.url.split('?');
	const at = (first: number) => `${path}?limit=${limit}&offset=${first}`;
	return {
		api_id: '114de006-1c95-11e4-8a4a-123140008edf',
		meta: {
			limit,
			offset,
			next: offset + limit < entries.length ? at(offset + limit) : null,
			previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
			total_count: entries.length,
		},
		objects: entries.slice(offset, offset + limit),
	};
}
