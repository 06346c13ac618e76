import type { FastifyInstance } from 'fastify';
import { findCall } from '../calls/store';
import {
	anyObject,
	duration,
	filled,
	object,
	oneOfNames,
	orNull,
	pageOf,
	pageQuery,
	text,
	uuid,
} from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { addRoute } from '../server/route';
import { SEVERITIES, type StoredCallEvent } from './store';

const severity = oneOfNames(SEVERITIES);

const fields = {
	callId: uuid,
	callStageId: uuid,
	callTimestamp: duration,
	severity,
	type: filled(50),
	text: text(),
	extras: orNull(anyObject),
	wallClockTimestamp: orNull(text()),
};

/** `GET /api/calls/{call_id}/events`. */
export function registerCallEvents(app: FastifyInstance, context: Context): void {
	const { state } = context;
	addRoute(app, {
		method: 'GET',
		url: '/api/calls/:callId/events',
		query: { ...pageQuery, minimum_severity: severity, type: filled(50) },
		answers: { 200: pageOf(object(fields, Object.keys(fields))) },
		handle: ({ params, query, request }) => {
			const { callId, stages } = findCall(state, params.callId);
			const least = SEVERITIES.findIndex((name) => name === (query.minimum_severity ?? 'info'));
			const found = (state.callEvents.get(callId) ?? []).filter(
				(event) =>
					SEVERITIES.indexOf(event.severity) >= least &&
					(query.type === undefined || event.type === query.type),
			);
			const show = (event: StoredCallEvent) => ({
				callId,
				callStageId: stages[stages.length - 1],
				callTimestamp: `${event.second}s`,
				severity: event.severity,
				type: event.type,
				text: event.text,
				extras: event.extras ?? null,
				wallClockTimestamp: `${event.second}s`,
			});
			const listed = found.map((event, seq) => ({ seq, event }));
			return page(context, request, listed, ({ event }) => show(event));
		},
	});
}
