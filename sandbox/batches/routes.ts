import { randomBytes, randomUUID } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { completedCount } from './scheduler';
import { showCall } from '../calls/show';
import { batchAnswer, batchCreate, batchPatch, scheduledCallAnswer, STATUSES } from './schema';
import { callAnswer } from '../calls/schema';
import { oneOfNames, pageOf, pageQuery } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { invalidBody, invalidField, notFound } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject, SandboxState } from '../state';
import { nextSeq } from '../state';
import { checkRows, checkSettings } from './checks';
import type { StoredBatch, StoredScheduledCall } from './store';
import { findAgent } from '../agents/store';

const BASE = '/api/agents/:agentId/scheduled_batches';
const ONE = `${BASE}/:batchId`;

function find(state: SandboxState, params: Record<string, string>): StoredBatch {
	const { agentId } = findAgent(state, params.agentId);
	const batch = state.batches.get(params.batchId);
	if (!batch || batch.agentId !== agentId) throw notFound();
	return batch;
}

function show(batch: StoredBatch): JsonObject {
	const { batchId, created, windowStart, windowEnd, throttle, webhookUrl, webhookSecret } = batch;
	return {
		...{ batchId, created, windowStart, windowEnd, throttle, webhookUrl, webhookSecret },
		paused: batch.paused,
		totalCount: batch.calls.length,
		completedCount: completedCount(batch),
		endedAt: batch.endedAt,
	};
}

const startOf = (windowStart: unknown, now: number) =>
	windowStart ? Math.max(now, Date.parse(String(windowStart))) : now;

function newBatch({ state, clock }: Context, agentId: string, body: JsonObject): StoredBatch {
	const now = clock.now();
	const nextAt = startOf(body.windowStart, now);
	return {
		seq: nextSeq(state),
		batchId: randomUUID(),
		agentId,
		created: new Date(now).toISOString(),
		windowStart: (body.windowStart ?? null) as string | null,
		windowEnd: (body.windowEnd ?? null) as string | null,
		throttle: (body.throttle ?? null) as string | null,
		webhookUrl: (body.webhookUrl ?? null) as string | null,
		webhookSecret: (body.webhookSecret ?? randomBytes(24).toString('hex')) as string,
		paused: body.paused === true,
		endedAt: null,
		nextAt,
		calls: (body.calls as JsonObject[]).map((row, seq) => ({
			seq,
			status: nextAt > now ? 'FUTURE' : 'PENDING',
			callId: null,
			error: null,
			medium: (row.medium ?? null) as JsonObject | null,
			metadata: (row.metadata ?? null) as Record<string, string> | null,
			templateContext: (row.templateContext ?? null) as JsonObject | null,
			experimentalSettings: (row.experimentalSettings ?? null) as JsonObject | null,
		})),
	};
}

/** Scheduled batches of an agent, without the lists below them. */
export function registerBatches(app: FastifyInstance, context: Context): void {
	const { state, switches, clock } = context;

	addRoute(app, {
		method: 'GET',
		url: BASE,
		query: pageQuery,
		answers: { 200: pageOf(batchAnswer) },
		handle: ({ params, request }) => {
			const { agentId } = findAgent(state, params.agentId);
			const own = [...state.batches.values()].filter((batch) => batch.agentId === agentId);
			return page(context, request, own, show);
		},
	});
	addRoute(app, {
		method: 'POST',
		url: BASE,
		body: batchCreate,
		answers: { 201: batchAnswer },
		handle: ({ params, body, request, reply }) => {
			const agent = findAgent(state, params.agentId);
			const rows = body.calls as JsonObject[];
			checkRows(context, request, agent, rows);
			checkSettings(context, agent, rows, body);
			const batch = newBatch(context, agent.agentId, body);
			state.batches.set(batch.batchId, batch);
			reply.code(201);
			return show(batch);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: batchAnswer },
		handle: ({ params }) => show(find(state, params)),
	});
	addRoute(app, {
		method: 'PATCH',
		url: ONE,
		body: batchPatch,
		answers: { 200: batchAnswer },
		handle: ({ params, body }) => {
			const batch = find(state, params);
			if (Object.keys(body).length === 0) throw invalidBody('At least one field has to be set.');
			if (batch.endedAt !== null) throw invalidBody('This batch has ended.');
			if (batch.paused && body.paused === false && switches.batchResume === 'refuse') {
				throw invalidField('paused', 'A paused batch cannot be resumed.');
			}
			const rows = batch.calls as unknown as JsonObject[];
			checkSettings(context, findAgent(state, batch.agentId), rows, { ...show(batch), ...body });
			if (body.webhookSecret === null) delete body.webhookSecret;
			Object.assign(batch, body);
			if (body.windowStart !== undefined || body.paused === false) {
				batch.nextAt = startOf(batch.windowStart, clock.now());
			}
			return show(batch);
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: ONE,
		answers: { 204: null },
		handle: ({ params, reply }) => {
			state.batches.delete(find(state, params).batchId);
			return empty(reply);
		},
	});
}

/** The rows of a batch, and the calls made from them. */
export function registerBatchCalls(app: FastifyInstance, context: Context): void {
	const { state } = context;
	addRoute(app, {
		method: 'GET',
		url: `${ONE}/scheduled_calls`,
		query: { ...pageQuery, status: oneOfNames(STATUSES) },
		answers: { 200: pageOf(scheduledCallAnswer) },
		handle: ({ params, query, request }) => {
			const { calls, batchId } = find(state, params);
			const { status } = query;
			const rows = status === undefined ? calls : calls.filter((row) => row.status === status);
			return page(context, request, rows, (row) => showRow(row, batchId));
		},
	});
	addRoute(app, {
		method: 'GET',
		url: `${ONE}/created_calls`,
		query: pageQuery,
		answers: { 200: pageOf(callAnswer) },
		handle: ({ params, request }) => {
			const { batchId } = find(state, params);
			const own = [...state.calls.values()].filter((call) => call.batchId === batchId);
			return page(context, request, own, (call) => showCall(state, call));
		},
	});
}

function showRow(row: StoredScheduledCall, batchId: string): JsonObject {
	const { status, callId, error, medium, metadata, templateContext, experimentalSettings } = row;
	return {
		...{ status, batchId, callId, error, medium, metadata },
		...{ templateContext, experimentalSettings },
	};
}
