import type { FastifyInstance } from 'fastify';
import type { Context } from '../server/context';
import { addRoute, type Incoming } from '../server/route';
import { filled } from '../schema';
import type { JsonObject } from '../state';
import { telnyxApplication, telnyxNumber, telnyxPage, telnyxPageQuery } from './schema';

/** Telnyx's phone numbers and TeXML applications. */
export function registerTelnyx(app: FastifyInstance, { state }: Context): void {
	const own = () => state.phoneProviders.telnyx;
	addRoute(app, {
		method: 'GET',
		url: '/v2/phone_numbers',
		query: { ...telnyxPageQuery, 'filter[phone_number]': filled() },
		answers: { 200: telnyxPage(telnyxNumber) },
		handle: (incoming) => {
			const part = (incoming.query['filter[phone_number]'] ?? '').replace(/\D/g, '');
			return page(
				incoming,
				own().numbers.filter((one) => String(one.phone_number).includes(part)),
			);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: '/v2/texml_applications',
		query: telnyxPageQuery,
		answers: { 200: telnyxPage(telnyxApplication) },
		handle: (incoming) => page(incoming, own().applications),
	});
}

function page({ query }: Incoming, entries: JsonObject[]): JsonObject {
	const size = Number(query['page[size]'] ?? 20);
	const number = Number(query['page[number]'] ?? 1);
	return {
		data: entries.slice((number - 1) * size, number * size),
		meta: {
			total_pages: Math.ceil(entries.length / size),
			total_results: entries.length,
			page_number: number,
			page_size: size,
		},
	};
}
