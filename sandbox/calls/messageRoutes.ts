import type { FastifyInstance } from 'fastify';
import { end } from './life';
import { addMessage, messagesOf } from './messages';
import { dataMessageTypes, messageAnswer } from './schema';
import { oneOfNames, pageOf, pageQuery, saying } from '../schema';
import type { Schema } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { detail } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { findCall } from './store';

/** Looks only at the schema of the body's own `type`, so that its complaints are the body's. */
const dataMessage: Schema = {
	type: 'object',
	required: ['type'],
	properties: {
		type: saying('This is not a valid choice.', oneOfNames(Object.keys(dataMessageTypes))),
	},
	allOf: Object.entries(dataMessageTypes).map(([name, schema]) => ({
		if: { properties: { type: { const: name } }, required: ['type'] },
		then: schema,
	})),
};

/** The transcript of a call, and messages to a live one. */
export function registerCallMessages(app: FastifyInstance, context: Context): void {
	const { state, clock } = context;
	addRoute(app, {
		method: 'GET',
		url: '/api/calls/:callId/messages',
		query: { ...pageQuery, mode: oneOfNames(['last_stage', 'in_call']) },
		answers: { 200: pageOf(messageAnswer) },
		handle: ({ params, query, request }) => {
			const messages = messagesOf(findCall(state, params.callId), query.mode ?? 'last_stage');
			const listed = messages.map((message, seq) => ({ seq, message }));
			return page(context, request, listed, ({ message }) => message);
		},
	});
	addRoute(app, {
		method: 'POST',
		url: '/api/calls/:callId/send_data_message',
		body: dataMessage,
		answers: { 204: null },
		handle: ({ params, body, reply }) => {
			const call = findCall(state, params.callId);
			if (call.joined === null) throw detail(422, 'Nobody has joined this call yet.');
			if (call.ended !== null) throw detail(422, 'This call is over.');
			const at = Math.round((clock.now() - Date.parse(call.joined)) / 1000);
			const spoken = spokenBy(body);
			if (spoken) addMessage(call, spoken.speaker, spoken.text, at, 'TEXT');
			if (body.type === 'hang_up') end(context, call, 'agent_hangup', clock.now());
			return empty(reply);
		},
	});
}

function spokenBy(body: JsonObject): { speaker: 'USER' | 'AGENT'; text: string } | undefined {
	if (body.type === 'user_text_message') return { speaker: 'USER', text: String(body.text) };
	const text = body.type === 'hang_up' ? body.message : body.content;
	return typeof text === 'string' && text !== '' ? { speaker: 'AGENT', text } : undefined;
}
