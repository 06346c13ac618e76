import fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { registerAnswerDetail } from './answerDetail';
import { registerAnswerCheck } from './answers';
import { bodyForLog, checkBody, registerBody } from './body';
import { checkingBySchema } from './checkingBySchema';
import type { Context } from './context';
import type { Fault, Faults } from './faults';
import { isDelayOnly, play } from './faults';
import type { Keys } from './keys';
import { checkKey, isValid } from './keys';
import type { Log } from './log';
import { registerLog } from './log';
import { Problem } from './problems';
import { RequestLimit } from './requestLimit';
import { sleep } from './sleep.mts';

/** Requests above this are refused with 413 (the documented limit of a batch). */
const BODY_LIMIT = 32 * 1024 * 1024;

/** The HTTP side without any route: log, faults, key, body, validation, wording of refusals. */
export function createApp(context: Context, keys: Keys, log: Log, faults: Faults): FastifyInstance {
	const app = fastify({
		bodyLimit: BODY_LIMIT,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		// A server has to take the whole address as well, as it is sent to proxies.
		rewriteUrl: ({ url = '/' }) => url.replace(/^https?:\/\/[^/]*(?=\/)/, ''),
		...checkingBySchema,
	});
	const limit = new RequestLimit(context.switches);
	const afterwards = new WeakMap<FastifyRequest, Fault>();

	registerLog(app, log);
	registerBody(app);
	app.addHook('preValidation', async (request, reply) => {
		const entry = log.entry(request);
		entry.apiKeyOk = isValid(keys, request.headers['x-api-key']);
		log.addBody(entry, bodyForLog(request.body));
		if (context.switches.latencyMs > 0) await sleep(context.switches.latencyMs);
		const fault = faults.take(request);
		await fault?.meanwhile?.();
		if (fault?.applyFirst) afterwards.set(request, fault);
		else if (fault && isDelayOnly(fault)) await sleep(fault.delayMs ?? 0);
		else if (fault) {
			reply.hijack();
			await play(fault, reply, entry);
			return;
		}
		if (request.is404) return;
		if (!request.routeOptions.config.fromProvider) {
			checkKey(keys, request);
			limit.check(request, entry.at);
		}
		checkBody(request);
		if (context.switches.realTime) await context.clock.catchUp();
		if (request.routeOptions.config.bodyOptional) request.body ??= {};
	});
	registerAnswerDetail(app, context);
	registerAnswerCheck(app, context.violations);
	app.addHook('onSend', (request, reply, payload, done) => {
		const fault = afterwards.get(request);
		if (!fault) {
			done(null, payload);
			return;
		}
		if (isDelayOnly(fault)) {
			void sleep(fault.delayMs ?? 0).then(() => done(null, payload));
			return;
		}
		// `done` is never called: the fault's answer goes out instead of this one.
		void play(fault, reply, log.entry(request), {
			status: reply.statusCode,
			body: typeof payload === 'string' ? payload : '',
			contentType: 'application/json',
		});
	});

	app.setNotFoundHandler(async (request, reply) => {
		const path = request.url.split('?')[0];
		// Another path is a wrong address, which some tests are about.
		if (!path.startsWith('/api/')) {
			await reply.code(404).send({ detail: 'Not found.' });
			return;
		}
		const text = `the sandbox has no ${request.method} ${path}`;
		context.violations.add(text);
		await reply.code(404).send({ detail: `SANDBOX VIOLATION ${text}` });
	});
	app.setErrorHandler(async (error: FastifyError | Problem, request, reply) => {
		await refuse(context, error, request, reply);
	});
	return app;
}

async function refuse(
	context: Context,
	error: FastifyError | Problem,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	if (error instanceof Problem) {
		await reply.code(error.status).headers(error.headers).send(error.body);
		return;
	}
	const status = error.statusCode ?? 500;
	if (status >= 500) {
		context.violations.add(`${request.method} ${request.url}: ${error.stack ?? error.message}`);
	}
	await reply.code(status).send({ detail: error.message });
}
