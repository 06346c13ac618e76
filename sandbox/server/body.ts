import type { FastifyInstance, FastifyRequest } from 'fastify';
import { detail } from './problems';

/** A body that was read but not accepted as JSON; refused after the log and the faults saw it. */
class Unreadable {
	constructor(
		readonly status: number,
		readonly reason: string,
		readonly size: number,
	) {}
}

/** What a telephony provider sends about a call. */
export class ProviderForm {
	/** In the order of arrival. */
	readonly form: Array<[string, string]>;

	/** @param raw byte for byte as received */
	constructor(readonly raw: Buffer) {
		this.form = [...new URLSearchParams(raw.toString('utf8'))];
	}

	get fields(): Record<string, string> {
		return Object.fromEntries(this.form);
	}
}

/** Reads every body itself, so that the content type is judged after log, faults and key. */
export function registerBody(app: FastifyInstance): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, raw, done) => {
		done(null, parse(request, raw as Buffer));
	});
}

function parse(request: FastifyRequest, raw: Buffer): unknown {
	if (request.routeOptions.config.fromProvider) return new ProviderForm(raw);
	if (raw.length === 0) return undefined;
	const type = request.headers['content-type'] ?? '';
	if (!/^application\/json\s*(;|$)/i.test(type)) {
		return new Unreadable(415, `Unsupported media type "${type}" in request.`, raw.length);
	}
	try {
		return JSON.parse(raw.toString('utf8')) as unknown;
	} catch {
		return new Unreadable(400, 'JSON parse error - the body is not valid JSON.', raw.length);
	}
}

/** What the log shows of a body. */
export function bodyForLog(body: unknown): unknown {
	if (body instanceof ProviderForm) return body.fields;
	return body instanceof Unreadable ? `(${body.size} bytes that are no JSON)` : body;
}

/**
 * Refuses what is no JSON, and any body where none belongs.
 *
 * @throws Problem 400 or 415
 */
export function checkBody(request: FastifyRequest): void {
	const { body, headers, method } = request;
	if (body instanceof Unreadable) throw detail(body.status, body.reason);
	const length = Number(headers['content-length'] ?? 0);
	const carriesBody = length > 0 || headers['transfer-encoding'] !== undefined;
	if ((method === 'GET' || method === 'DELETE') && carriesBody) {
		throw detail(400, `A ${method} request takes no body.`);
	}
}
