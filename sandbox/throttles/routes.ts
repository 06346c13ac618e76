import { randomUUID } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { pageOf, pageQuery } from '../schema';
import { throttleAnswer, throttlePatch, throttleWhole } from './schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { invalidBody, invalidField, notFound } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import { findThrottle, type StoredThrottle } from './store';

const ONE = '/api/call_throttles/:throttleId';

function show({ throttleId, name, created, rules }: StoredThrottle): JsonObject {
	return { throttleId, name, created, rules };
}

/** `/api/call_throttles`. */
export function registerThrottles(app: FastifyInstance, context: Context): void {
	const { state, clock } = context;
	const find = (id: string) => {
		const throttle = state.throttles.get(id);
		if (!throttle) throw notFound();
		return throttle;
	};
	const checkName = (name: unknown, own?: StoredThrottle) => {
		if (name === undefined) return;
		const other = findThrottle(state, String(name));
		if (other && other !== own) throw invalidField('name', 'This name is already in use.');
	};
	const change = (throttle: StoredThrottle, body: JsonObject) => {
		checkName(body.name, throttle);
		return show(Object.assign(throttle, body));
	};

	addRoute(app, {
		method: 'GET',
		url: '/api/call_throttles',
		query: pageQuery,
		answers: { 200: pageOf(throttleAnswer) },
		handle: ({ request }) => page(context, request, [...state.throttles.values()], show),
	});
	addRoute(app, {
		method: 'POST',
		url: '/api/call_throttles',
		body: throttleWhole,
		answers: { 201: throttleAnswer },
		handle: ({ body, reply }) => {
			checkName(body.name);
			const throttle = {
				...body,
				seq: nextSeq(state),
				throttleId: randomUUID(),
				created: clock.iso(),
				uses: [],
			} as unknown as StoredThrottle;
			state.throttles.set(throttle.throttleId, throttle);
			reply.code(201);
			return show(throttle);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: throttleAnswer },
		handle: ({ params }) => show(find(params.throttleId)),
	});
	addRoute(app, {
		method: 'PUT',
		url: ONE,
		body: throttleWhole,
		answers: { 200: throttleAnswer },
		handle: ({ params, body }) => change(find(params.throttleId), body),
	});
	addRoute(app, {
		method: 'PATCH',
		url: ONE,
		body: throttlePatch,
		answers: { 200: throttleAnswer },
		handle: ({ params, body }) => {
			const throttle = find(params.throttleId);
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			return change(throttle, body);
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: ONE,
		answers: { 204: null },
		handle: ({ params, reply }) => {
			state.throttles.delete(find(params.throttleId).throttleId);
			return empty(reply);
		},
	});
}
