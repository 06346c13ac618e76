import type { FastifyInstance } from 'fastify';
import { findAgent } from '../agents/store';
import { checkContext } from '../calls/checks';
import { createCall } from '../calls/create';
import type { ProviderForm } from '../server/body';
import type { Context } from '../server/context';
import { detail, Problem } from '../server/problems';
import { addRoute } from '../server/route';
import type { JsonObject } from '../state';
import { joinXml } from './connect';
import { claimedProvider, isGenuine } from './verify';

/** `/api/agents/{agent_id}/telephony_xml`: where a number points that an agent answers. Without an API key. */
export function registerTelephonyXml(app: FastifyInstance, context: Context): void {
	addRoute(app, {
		method: 'POST',
		url: '/api/agents/:agentId/telephony_xml',
		fromProvider: true,
		answers: { 200: 'xml' },
		handle: ({ params, request, reply }) => {
			const { state, clock, switches } = context;
			const form = request.body as unknown as ProviderForm;
			const provider = claimedProvider(request);
			const config = provider && state.configs[provider];
			// Real time: the provider's clock is not the one that tests move.
			if (!config || !isGenuine(provider, request, form, config, Date.now())) {
				throw detail(403, 'The request does not come from the telephony provider.');
			}
			reply.header('content-type', 'text/xml; charset=utf-8');
			// Plivo tells the end of a call to the address that answered it.
			if (form.fields.CallStatus === 'completed') return '<Response/>';
			const agent = findAgent(state, params.agentId);
			const { callCreationAllowAllAgents: all, callCreationAllowedAgentIds: ids } = config;
			if (!all && !ids.includes(agent.agentId)) {
				throw detail(403, 'This agent may not take calls of this line.');
			}
			const templateContext = mapped(form.fields, config.requestContextMapping);
			const complaints = checkContext(request, agent, templateContext);
			if (Object.keys(complaints).length > 0) throw new Problem(400, complaints);
			const { joinUrl } = createCall(context, {
				agent,
				body: { medium: { [provider]: {} }, templateContext },
				at: clock.now(),
				requestContext:
					switches.requestContextForm === 'flat' ? form.fields : { [provider]: form.fields },
			});
			return joinXml(provider, String(joinUrl));
		},
	});
}

/** The template context that a mapping makes of a request; fields that did not come are left out. */
function mapped(fields: Record<string, string>, mapping: Record<string, string>): JsonObject {
	const result: JsonObject = {};
	for (const [field, path] of Object.entries(mapping)) {
		if (fields[field] === undefined) continue;
		const parts = path.split('.');
		let place = result;
		for (const part of parts.slice(0, -1)) place = (place[part] ??= {}) as JsonObject;
		place[parts[parts.length - 1]] = fields[field];
	}
	return result;
}
