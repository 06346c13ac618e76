import type { FastifyRequest } from 'fastify';
import { checkContext, checkMedium, isOutgoing } from '../calls/checks';
import type { Context } from '../server/context';
import { invalidField, Problem } from '../server/problems';
import type { JsonObject } from '../state';
import { effective } from '../agents/templates';
import { findThrottle } from '../throttles/store';
import type { StoredAgent } from '../agents/store';

/** Shortest time between the start of a window and its end, beside the time that the calls take. */
const MARGIN_MS = 60_000;

/**
 * Checks every row beyond its schema.
 *
 * @throws Problem 400 with `{}` for every good row
 */
export function checkRows(
	context: Context,
	request: FastifyRequest,
	agent: StoredAgent,
	rows: JsonObject[],
): void {
	const complaints = rows.map((row) => ({
		...checkMedium(context, mediumOf(agent, row)),
		...checkContext(request, agent, (row.templateContext ?? {}) as JsonObject),
	}));
	if (complaints.some((complaint) => Object.keys(complaint).length > 0)) {
		throw new Problem(400, { calls: complaints });
	}
}

export function mediumOf(agent: StoredAgent, row: JsonObject): JsonObject {
	return (row.medium ?? effective(agent).medium) as JsonObject;
}

/**
 * Checks what rows and settings say about each other: who dials, and how long it takes.
 *
 * @throws Problem 400
 */
export function checkSettings(
	context: Context,
	agent: StoredAgent,
	rows: JsonObject[],
	settings: JsonObject,
): void {
	const { state, switches, clock } = context;
	const dialsAll = rows.every((row) => isOutgoing(mediumOf(agent, row)));
	if (dialsAll && settings.webhookUrl) {
		throw invalidField('webhookUrl', 'May not be set if all calls are outgoing.');
	}
	if (!dialsAll && !settings.webhookUrl) {
		throw invalidField('webhookUrl', 'Has to be set if a call is not outgoing.');
	}
	if (settings.throttle && !findThrottle(state, String(settings.throttle))) {
		throw invalidField('throttle', 'This call throttle does not exist.');
	}
	if (!settings.windowEnd) return;
	const now = clock.now();
	const start = Math.max(
		now,
		settings.windowStart ? Date.parse(String(settings.windowStart)) : now,
	);
	const needed = (rows.length / switches.batchCallsPerSecond) * 1000 + MARGIN_MS;
	if (Date.parse(String(settings.windowEnd)) < start + needed) {
		const estimate = `${Math.ceil(needed / 1000)} seconds`;
		throw invalidField('windowEnd', `The window is too short. Estimated time needed: ${estimate}.`);
	}
}
