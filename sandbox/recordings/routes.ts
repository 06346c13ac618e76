import type { FastifyInstance } from 'fastify';
import type { Context } from '../server/context';
import { detail } from '../server/problems';
import { addRoute } from '../server/route';
import { wav } from './storage';
import { findCall } from '../calls/store';

/** `GET /api/calls/{call_id}/recording`: a redirect to another origin, once there is something. */
export function registerRecordings(app: FastifyInstance, context: Context): void {
	const { state, switches, storage } = context;
	addRoute(app, {
		method: 'GET',
		url: '/api/calls/:callId/recording',
		answers: { 200: 'binary', 302: null },
		handle: async ({ params, reply }) => {
			const call = findCall(state, params.callId);
			const exists = call.settings.recordingEnabled === true && call.joined !== null;
			if (!exists || call.ended === null) throw detail(404, 'No recording found for this call.');
			if (call.recordingMisses < switches.recordingMisses) {
				call.recordingMisses += 1;
				throw detail(404, 'No recording found for this call.');
			}
			if (switches.recordingDirect) {
				return await reply.header('content-type', 'audio/wav').send(wav(switches.recordingBytes));
			}
			return await reply
				.code(302)
				.header('location', storage.signedUrl(call.callId))
				.header('content-type', 'text/html; charset=utf-8')
				.send();
		},
	});
}
