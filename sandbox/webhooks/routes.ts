import { randomBytes, randomUUID } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { pageOf, pageQuery, uuid } from '../schema';
import { webhookAnswer, webhookPatch, webhookWhole } from './schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { invalidBody, invalidField, notFound } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import type { StoredWebhook } from './store';

const ONE = '/api/webhooks/:webhookId';

function show(webhook: StoredWebhook): JsonObject {
	const shown: JsonObject = { ...webhook };
	delete shown.seq;
	return shown;
}

const newSecret = () => randomBytes(32).toString('hex');

/** `/api/webhooks`. */
export function registerWebhooks(app: FastifyInstance, context: Context): void {
	const { state, clock } = context;
	const find = (id: string) => {
		const webhook = state.webhooks.get(id);
		if (!webhook) throw notFound();
		return webhook;
	};
	const checkAgent = ({ agentId }: JsonObject) => {
		if (typeof agentId === 'string' && !state.agents.has(agentId)) {
			throw invalidField('agentId', `Invalid agent "${agentId}" - object does not exist.`);
		}
	};

	addRoute(app, {
		method: 'GET',
		url: '/api/webhooks',
		query: { ...pageQuery, agentId: uuid },
		answers: { 200: pageOf(webhookAnswer) },
		handle: ({ query, request }) => {
			const all = [...state.webhooks.values()];
			const found =
				query.agentId === undefined ? all : all.filter(({ agentId }) => agentId === query.agentId);
			return page(context, request, found, show);
		},
	});
	addRoute(app, {
		method: 'POST',
		url: '/api/webhooks',
		body: webhookWhole,
		answers: { 201: webhookAnswer },
		handle: ({ body, reply }) => {
			checkAgent(body);
			const webhook = {
				agentId: null,
				secrets: [newSecret()],
				...body,
				seq: nextSeq(state),
				webhookId: randomUUID(),
				created: clock.iso(),
				status: 'normal',
				lastStatusChange: null,
				recentFailures: [],
			} as unknown as StoredWebhook;
			state.webhooks.set(webhook.webhookId, webhook);
			reply.code(201);
			return show(webhook);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: webhookAnswer },
		handle: ({ params }) => show(find(params.webhookId)),
	});
	addRoute(app, {
		method: 'PUT',
		url: ONE,
		body: webhookWhole,
		answers: { 200: webhookAnswer },
		handle: ({ params, body }) => {
			const webhook = find(params.webhookId);
			checkAgent(body);
			const whole = { agentId: null, secrets: [newSecret()], ...body };
			return show(Object.assign(webhook, whole));
		},
	});
	addRoute(app, {
		method: 'PATCH',
		url: ONE,
		body: webhookPatch,
		answers: { 200: webhookAnswer },
		handle: ({ params, body }) => {
			const webhook = find(params.webhookId);
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			checkAgent(body);
			return show(Object.assign(webhook, body));
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: ONE,
		answers: { 204: null },
		handle: ({ params, reply }) => {
			state.webhooks.delete(find(params.webhookId).webhookId);
			return empty(reply);
		},
	});
}
