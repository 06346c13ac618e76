import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JsonObject } from '../state';
import type { Schema } from '../schema';
import { object } from '../schema';
import { Problem } from './problems';
import { validationBody, type SchemaError } from './validationErrors';

declare module 'fastify' {
	interface FastifyContextConfig {
		answers?: Answers;
		bodyOptional?: boolean;
		fromProvider?: boolean;
	}
}

/** What a route may answer, by status; null for an empty body. */
export type Answers = Record<number, Schema | null | 'binary' | 'xml'>;

/** What a handler gets; everything has passed its schema. */
export interface Incoming {
	params: Record<string, string>;
	query: Record<string, string>;
	body: JsonObject;
	request: FastifyRequest;
	reply: FastifyReply;
}

export interface Route {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	url: string;
	/** Query parameters by name; any other is refused. */
	query?: Record<string, Schema>;
	/** A whole schema instead, for queries with free names. */
	querySchema?: Schema;
	body?: Schema;
	/** Whether the body may be left out; the handler then gets `{}`. */
	bodyOptional?: boolean;
	/** Whether telephony providers call it: without a key, with a form, which the handler gets as `ProviderForm`. */
	fromProvider?: boolean;
	answers: Answers;
	/** Returns the answer's body; a status other than 200 is set on `reply`. */
	handle(incoming: Incoming): unknown;
}

/** Adds a route whose requests and answers are checked. */
export function addRoute(app: FastifyInstance, route: Route): void {
	const querySchema = route.querySchema ?? object(route.query ?? {});
	app.route({
		method: route.method,
		url: route.url,
		config: {
			answers: route.answers,
			bodyOptional: route.bodyOptional,
			fromProvider: route.fromProvider,
		},
		handler: async (request, reply) => {
			if (route.body) check(request, route.body, request.body);
			check(request, querySchema, request.query);
			return await route.handle({
				params: request.params as Record<string, string>,
				query: request.query as Record<string, string>,
				body: request.body as JsonObject,
				request,
				reply,
			});
		},
	});
}

/**
 * Compiles the schema when it is first needed: as fastify's `schema`, those of all routes together take more time than most
 * tests.
 *
 * @throws Problem 400
 */
function check(request: FastifyRequest, schema: Schema, value: unknown): void {
	const isValid = request.compileValidationSchema(schema);
	if (isValid(value ?? null)) return;
	throw new Problem(400, validationBody(isValid.errors as unknown as SchemaError[], value));
}

/** Answers 204. */
export function empty(reply: FastifyReply): FastifyReply {
	return reply.code(204).send();
}
