import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readXml } from './xml';
import type { Violations } from '../violations';

/**
 * Checks every answer against the schema of its route. An answer that breaks it becomes a 500 and a line in
 * `violations`: the sandbox must not teach its users a contract of its own.
 */
export function registerAnswerCheck(app: FastifyInstance, violations: Violations): void {
	app.addHook('onSend', (request, reply, payload, done) => {
		const complaint = complain(request, reply.statusCode, payload);
		if (complaint === undefined) {
			done(null, payload);
			return;
		}
		const text = `${request.method} ${request.url}: ${complaint}`;
		violations.add(text);
		reply.code(500).header('content-type', 'application/json').removeHeader('content-length');
		done(null, JSON.stringify({ detail: `SANDBOX VIOLATION ${text}` }));
	});
}

function complain(request: FastifyRequest, status: number, payload: unknown): string | undefined {
	const text = typeof payload === 'string' ? payload : undefined;
	const answers = request.routeOptions.config.answers;
	if (status >= 500) return undefined;
	if (status >= 400) {
		const isProblem = text !== undefined && isRefusal(JSON.parse(text));
		return isProblem ? undefined : `status ${status} with a body that is no refusal`;
	}
	const schema = answers?.[status];
	if (schema === undefined) return `status ${status} is not in the contract`;
	if (schema === 'binary') return text === undefined ? undefined : `status ${status} as text`;
	if (schema === 'xml') return complainOfXml(text);
	if (schema === null) {
		return text === undefined || text === '' ? undefined : `status ${status} with a body`;
	}
	if (text === undefined) return `status ${status} without a body`;
	const check = request.compileValidationSchema(schema);
	if (check(JSON.parse(text))) return undefined;
	const [first] = check.errors ?? [];
	return `status ${status}: ${first?.instancePath ?? ''} ${first?.message ?? 'not valid'}`;
}

function complainOfXml(text = ''): string | undefined {
	try {
		readXml(text);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

/** Texts, under any depth of field names and rows. */
function isRefusal(value: unknown): boolean {
	if (typeof value === 'string') return true;
	return typeof value === 'object' && value !== null && Object.values(value).every(isRefusal);
}
