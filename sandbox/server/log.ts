import type { FastifyInstance, FastifyRequest } from 'fastify';
import { redact } from './redact';

/** One request as it arrived, without its secrets. */
export interface LoggedRequest {
	/** 0 for the first request since the start or the last reset. */
	index: number;
	/** Milliseconds since 1970, real time. */
	at: number;
	method: string;
	/** Path without query. */
	path: string;
	query: Record<string, string | string[]>;
	/** As received, without x-api-key, authorization and cookie. */
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON with secrets replaced by "***"; a string if it was no JSON; undefined without body. */
	body: unknown;
	/** Dotted paths of the secrets that the body carried, e.g. `authToken`. */
	secretFields: string[];
	/** Whether the key was the valid one. */
	apiKeyOk: boolean;
	/** Status that was answered; null while (or if never) answered, or when the connection was cut. */
	status: number | null;
}

const SECRET_HEADERS = new Set(['x-api-key', 'authorization', 'cookie']);

export interface Log {
	requests: LoggedRequest[];
	traffic: { open: number; maxOpen: number };
	/** The entry of a request that is being worked on. */
	entry(request: FastifyRequest): LoggedRequest;
	/** Adds the body, once it is read. */
	addBody(entry: LoggedRequest, parsed: unknown): void;
	clear(): void;
}

/**
 * Writes every request down, in the order of arrival, without its secrets.
 *
 * @param secretFields names of fields of bodies whose values are secret
 */
export function createLog(secretFields: ReadonlySet<string>): Log {
	const requests: LoggedRequest[] = [];
	const entries = new WeakMap<FastifyRequest, LoggedRequest>();
	const traffic = { open: 0, maxOpen: 0 };
	return {
		requests,
		traffic,
		entry(request) {
			const known = entries.get(request);
			if (known) return known;
			const headers = Object.entries(request.headers).filter(([name]) => !SECRET_HEADERS.has(name));
			const entry: LoggedRequest = {
				index: requests.length,
				at: Date.now(),
				method: request.method,
				path: request.url.split('?')[0],
				query: { ...(request.query as Record<string, string | string[]>) },
				headers: Object.fromEntries(headers),
				body: undefined,
				secretFields: [],
				apiKeyOk: false,
				status: null,
			};
			entries.set(request, entry);
			requests.push(entry);
			return entry;
		},
		addBody(entry, parsed) {
			entry.body = redact(parsed, secretFields, entry.secretFields);
		},
		clear() {
			requests.length = 0;
			traffic.maxOpen = traffic.open;
		},
	};
}

/** Fills the log: head on arrival, status when answered. */
export function registerLog(app: FastifyInstance, log: Log): void {
	app.addHook('onRequest', (request, reply, done) => {
		log.entry(request);
		log.traffic.open += 1;
		log.traffic.maxOpen = Math.max(log.traffic.maxOpen, log.traffic.open);
		reply.raw.once('close', () => {
			log.traffic.open -= 1;
		});
		done();
	});
	app.addHook('onSend', (request, reply, payload, done) => {
		log.entry(request).status = reply.statusCode;
		done(null, payload);
	});
}
