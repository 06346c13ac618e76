import { randomUUID } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { checkContextSchema } from '../calls/checks';
import { agentAnswer, agentCreate, agentPatch } from './schema';
import { filled, pageOf, pageQuery } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { detail, invalidBody } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import { findAgent, type StoredAgent } from './store';
import { newTemplate, patchTemplate, showTemplate } from './templates';

/** `/api/agents` and `/api/agents/{agent_id}`. */
export function registerAgents(app: FastifyInstance, context: Context): void {
	const { state, clock } = context;
	const show = (agent: StoredAgent): JsonObject => ({
		agentId: agent.agentId,
		publishedRevisionId: agent.publishedRevisionId,
		name: agent.name,
		created: agent.created,
		callTemplate: showTemplate(context, agent),
		statistics: { calls: agent.calls },
	});

	addRoute(app, {
		method: 'GET',
		url: '/api/agents',
		query: { ...pageQuery, search: filled(), sort: filled() },
		answers: { 200: pageOf(agentAnswer) },
		handle: ({ query, request }) => {
			const wanted = query.search?.toLowerCase();
			const all = [...state.agents.values()];
			const found =
				wanted === undefined ? all : all.filter(({ name }) => name.toLowerCase().includes(wanted));
			return page(context, request, found, show, {
				name: (agent) => agent.name,
				created: (agent) => agent.created,
			});
		},
	});
	addRoute(app, {
		method: 'POST',
		url: '/api/agents',
		body: agentCreate,
		answers: { 201: agentAnswer },
		handle: ({ body, request, reply }) => {
			checkContextSchema(request, body.callTemplate);
			const agent: StoredAgent = {
				seq: nextSeq(state),
				agentId: randomUUID(),
				name: body.name as string,
				created: clock.iso(),
				publishedRevisionId: randomUUID(),
				callTemplate: newTemplate(context, body.callTemplate),
				calls: 0,
			};
			state.agents.set(agent.agentId, agent);
			reply.code(201);
			return show(agent);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: '/api/agents/:agentId',
		answers: { 200: agentAnswer },
		handle: ({ params }) => show(findAgent(state, params.agentId)),
	});
	addRoute(app, {
		method: 'PATCH',
		url: '/api/agents/:agentId',
		body: agentPatch,
		answers: { 200: agentAnswer },
		handle: ({ params, body, request }) => {
			checkContextSchema(request, body.callTemplate);
			const agent = findAgent(state, params.agentId);
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			if (body.callTemplate !== undefined) {
				const sent = body.callTemplate as JsonObject | null;
				agent.callTemplate = patchTemplate(context, agent.callTemplate, sent);
				agent.publishedRevisionId = randomUUID();
			}
			if (body.name !== undefined) agent.name = body.name as string;
			return show(agent);
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: '/api/agents/:agentId',
		answers: { 204: null },
		handle: ({ params, reply }) => {
			const { agentId } = findAgent(state, params.agentId);
			leaveConfigs(context, agentId);
			state.agents.delete(agentId);
			return empty(reply);
		},
	});
}

function leaveConfigs({ state, switches }: Context, agentId: string): void {
	for (const config of Object.values(state.configs)) {
		if (!config?.callCreationAllowedAgentIds.includes(agentId)) continue;
		if (switches.deleteUsedAgent === 'refuse') {
			throw detail(409, 'This agent is used by a telephony configuration.');
		}
		if (switches.deleteUsedAgent === 'remove') {
			config.callCreationAllowedAgentIds = config.callCreationAllowedAgentIds.filter(
				(id) => id !== agentId,
			);
		}
	}
}
