import type { FastifyInstance, FastifyRequest } from 'fastify';
import { checkContext, checkMedium, checkVoice } from './checks';
import { checkTools, createCall } from './create';
import { filterCalls } from './filters';
import { takePlace } from './limits';
import { showCall } from './show';
import { agentCall, callAnswer, callQuery, directCall } from './schema';
import { filled, oneOfNames, pageOf, pageQuery, uuid } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { detail, invalidField, Problem } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { effective } from '../agents/templates';
import { type StoredAgent, findAgent } from '../agents/store';
import { findCall, type StoredCall } from './store';

/** Checks what the schema cannot, takes a place under the limits, creates. */
function create(
	context: Context,
	request: FastifyRequest,
	agent: StoredAgent | null,
	body: JsonObject,
): unknown {
	const medium = (body.medium ?? (agent && effective(agent).medium) ?? {}) as JsonObject;
	const complaints = {
		...checkMedium(context, medium),
		...checkVoice(context.state, body.voice),
		...(agent ? checkContext(request, agent, (body.templateContext ?? {}) as JsonObject) : {}),
		...checkTools(context, agent, body),
	};
	if (Object.keys(complaints).length > 0) throw new Problem(400, complaints);
	takePlace(context, (request.query as JsonObject).throttle as string | undefined);
	const call = createCall(context, { agent, body, at: context.clock.now() });
	return showCall(context.state, call);
}

/** Creating, listing, reading and deleting calls. */
export function registerCalls(app: FastifyInstance, context: Context): void {
	const { state } = context;
	const show = (call: StoredCall) => showCall(state, call);

	addRoute(app, {
		method: 'POST',
		url: '/api/agents/:agentId/calls',
		query: { throttle: filled() },
		body: agentCall,
		bodyOptional: true,
		answers: { 201: callAnswer },
		handle: ({ params, body, request, reply }) => {
			const agent = findAgent(state, params.agentId);
			reply.code(201);
			return create(context, request, agent, body);
		},
	});
	addRoute(app, {
		method: 'POST',
		url: '/api/calls',
		query: {
			throttle: filled(),
			priorCallId: uuid,
			enableGreetingPrompt: oneOfNames(['true', 'false']),
		},
		body: directCall,
		bodyOptional: true,
		answers: { 201: callAnswer },
		handle: ({ query, body, request, reply }) => {
			if (query.priorCallId !== undefined) {
				const prior = state.calls.get(query.priorCallId);
				if (!prior) throw invalidField('priorCallId', 'This call does not exist.');
				if (body.initialMessages) {
					throw invalidField('initialMessages', 'May not be set together with priorCallId.');
				}
			}
			reply.code(201);
			return create(context, request, null, body);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/calls',
		querySchema: callQuery,
		answers: { 200: pageOf(callAnswer) },
		handle: ({ query, request }) =>
			page(context, request, filterCalls(state, query), show, {
				created: (call) => call.created,
				joined: (call) => call.joined ?? '',
				ended: (call) => call.ended ?? '',
			}),
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/agents/:agentId/calls',
		query: pageQuery,
		answers: { 200: pageOf(callAnswer) },
		handle: ({ params, request }) => {
			const { agentId } = findAgent(state, params.agentId);
			return page(context, request, filterCalls(state, { agentIds: agentId }), show);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/calls/:callId',
		answers: { 200: callAnswer },
		handle: ({ params }) => show(findCall(state, params.callId)),
	});
	addRoute(app, {
		method: 'DELETE',
		url: '/api/calls/:callId',
		answers: { 204: null },
		handle: ({ params, reply }) => {
			const call = findCall(state, params.callId);
			if (call.ended === null) throw detail(409, 'A call cannot be deleted while it is running.');
			state.calls.delete(call.callId);
			return empty(reply);
		},
	});
}
