import { randomUUID } from 'crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callAnswer } from '../calls/schema';
import { showCall } from '../calls/show';
import { filled, integer, object, oneOfNames, pageOf, pageQuery } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { detail, invalidField, Problem } from '../server/problems';
import { addRoute, empty } from '../server/route';
import type { JsonObject } from '../state';
import { nextSeq } from '../state';
import { checkDefinition, parametersOf } from './checks';
import { toolAnswer, toolWhole } from './schema';
import type { SelectedTool } from './select';
import { showTool } from './show';
import { findTool, type StoredTool } from './store';

const ONE = '/api/tools/:toolId';

type Compare = (one: StoredTool, other: StoredTool) => number;

const newest: Compare = (one, other) => other.seq - one.seq;
const byName: Compare = (one, other) => {
	if (one.name === other.name) return one.seq - other.seq;
	return one.name < other.name ? -1 : 1;
};
const firstOf = (first: string, within: Compare): Compare => {
	const rank = ({ ownership }: StoredTool) => (ownership === first ? 0 : 1);
	return (one, other) => rank(one) - rank(other) || within(one, other);
};

/** What `sortOrder` may be. */
const SORT_ORDERS: Record<string, Compare> = {
	default: firstOf('private', newest),
	display: firstOf('public', (one, other) =>
		one.ownership === 'public' ? byName(one, other) : newest(one, other),
	),
	alphabetic: byName,
	reverseAlphabetic: (one, other) => byName(other, one),
	chronologic: (one, other) => newest(other, one),
	reverseChronologic: newest,
};

/** `/api/tools` and `/api/tools/{tool_id}`. */
export function registerTools(app: FastifyInstance, context: Context): void {
	const { state, clock } = context;
	const show = (tool: StoredTool) => showTool(context, tool);

	addRoute(app, {
		method: 'GET',
		url: '/api/tools',
		query: {
			...pageQuery,
			search: filled(),
			ownership: oneOfNames(['private', 'public']),
			sortOrder: oneOfNames(Object.keys(SORT_ORDERS)),
		},
		answers: { 200: pageOf(toolAnswer) },
		handle: ({ query, request }) => {
			const wanted = query.search?.toLowerCase() ?? '';
			const found = [...state.tools.values()].filter(
				({ name, ownership }) =>
					name.toLowerCase().includes(wanted) &&
					(query.ownership === undefined || query.ownership === ownership),
			);
			const listed = found
				.sort(SORT_ORDERS[query.sortOrder ?? 'default'])
				.map((tool, seq) => ({ seq, tool }));
			return page(context, request, listed, ({ tool }) => show(tool));
		},
	});
	addRoute(app, {
		method: 'POST',
		url: '/api/tools',
		body: toolWhole,
		answers: { 201: toolAnswer },
		handle: ({ body, request, reply }) => {
			check(context, request, body);
			const tool: StoredTool = {
				seq: nextSeq(state),
				toolId: randomUUID(),
				name: body.name as string,
				created: clock.iso(),
				ownership: 'private',
				definition: body.definition as JsonObject,
			};
			state.tools.set(tool.toolId, tool);
			reply.code(201);
			return show(tool);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: toolAnswer },
		handle: ({ params }) => show(findTool(state, params.toolId)),
	});
	addRoute(app, {
		method: 'PUT',
		url: ONE,
		body: toolWhole,
		answers: { 200: toolAnswer },
		handle: ({ params, body, request }) => {
			const tool = findOwn(context, params.toolId);
			check(context, request, body, tool);
			const { name, definition } = body as { name: string; definition: JsonObject };
			return show(Object.assign(tool, { name, definition }));
		},
	});
	addRoute(app, {
		method: 'DELETE',
		url: ONE,
		answers: { 204: null },
		handle: ({ params, reply }) => {
			const { toolId } = findOwn(context, params.toolId);
			leaveAgents(context, toolId);
			state.tools.delete(toolId);
			return empty(reply);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: `${ONE}/history`,
		query: pageQuery,
		answers: {
			200: pageOf(
				object({ call: callAnswer, errorCount: integer({ minimum: 0 }) }, ['call', 'errorCount']),
			),
		},
		handle: ({ params, request }) => {
			const { toolId } = findTool(state, params.toolId);
			const uses = state.toolUses.filter((use) => use.toolId === toolId);
			const calls = [...new Set(uses.map(({ callId }) => callId))].flatMap(
				(callId) => state.calls.get(callId) ?? [],
			);
			return page(context, request, calls, (call) => ({
				call: showCall(state, call),
				errorCount: uses.filter(({ callId, failed }) => callId === call.callId && failed).length,
			}));
		},
	});
}

/** The account's own tool. @throws Problem 404, or 403 for one that Ultravox brings along */
function findOwn({ state }: Context, toolId: string): StoredTool {
	const tool = findTool(state, toolId);
	if (tool.ownership === 'public') {
		throw detail(403, 'You do not have permission to perform this action.');
	}
	return tool;
}

/** @throws Problem 400 */
function check(
	{ state, switches }: Context,
	request: FastifyRequest,
	body: JsonObject,
	own?: StoredTool,
): void {
	const definition = body.definition as JsonObject;
	const complaints = checkDefinition(definition);
	if (Object.keys(complaints).length > 0) throw new Problem(400, { definition: complaints });
	for (const { name, schema } of parametersOf(definition, 'dynamicParameters')) {
		try {
			request.compileValidationSchema(schema as JsonObject);
		} catch {
			throw invalidField('definition.dynamicParameters', `${name}: this is no JSON schema.`);
		}
	}
	const isTaken = [...state.tools.values()].some(
		(tool) => tool !== own && tool.ownership === 'private' && tool.name === body.name,
	);
	if (isTaken && switches.duplicateToolNames === 'refuse') {
		throw invalidField('name', 'A tool with this name already exists.');
	}
}

/** What becomes of the agents that have a tool which is deleted. */
function leaveAgents({ state, switches }: Context, toolId: string): void {
	for (const { callTemplate } of state.agents.values()) {
		const tools = (callTemplate?.selectedTools ?? []) as SelectedTool[];
		const others = tools.filter((tool) => tool.toolId !== toolId);
		if (!callTemplate || others.length === tools.length) continue;
		if (switches.deleteUsedTool === 'refuse') {
			throw detail(409, 'This tool is used by an agent.');
		}
		if (switches.deleteUsedTool === 'remove') callTemplate.selectedTools = others;
	}
}
