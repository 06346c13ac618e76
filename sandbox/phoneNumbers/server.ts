import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { registerAnswerDetail } from '../server/answerDetail';
import { registerAnswerCheck } from '../server/answers';
import { checkingBySchema } from '../server/checkingBySchema';
import type { Context } from '../server/context';
import { isDelayOnly, play, type Fault, type Faults } from '../server/faults';
import { registerLog, type Log } from '../server/log';
import { detail, Problem } from '../server/problems';
import { sleep } from '../server/sleep.mts';
import type { JsonObject } from '../state';
import type { ProviderWithNumbers } from './providers';
import { registerPlivo } from './plivo';
import { registerTelnyx } from './telnyx';
import { registerTwilio } from './twilio';

/** What each provider's API is called, how its paths begin, and what shows that a request is the account's. */
const APIS: Record<string, { provider: ProviderWithNumbers; path: string }> = {
	'api.twilio.com': { provider: 'twilio', path: '/2010-04-01/' },
	'api.telnyx.com': { provider: 'telnyx', path: '/v2/' },
	'api.plivo.com': { provider: 'plivo', path: '/v1/' },
};

/** Starts the providers' APIs, all at one address: which is asked says the Host header. */
export async function startPhoneProviders(
	host: string,
	context: Context,
	log: Log,
	faults: Faults,
): Promise<{ url: string; close(): Promise<void> }> {
	const app = fastify({
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		...checkingBySchema,
	});
	registerLog(app, log);
	readForms(app);
	const afterwards = new WeakMap<FastifyRequest, Fault>();
	app.addHook('preValidation', async (request, reply) => {
		const entry = log.entry(request);
		log.addBody(entry, request.body);
		entry.apiKeyOk = isAccount(context, request);
		const fault = faults.take(request);
		await fault?.meanwhile?.();
		if (fault && isDelayOnly(fault)) await sleep(fault.delayMs ?? 0);
		else if (fault?.applyFirst) afterwards.set(request, fault);
		else if (fault) {
			reply.hijack();
			await play(fault, reply, entry);
			return;
		}
		if (request.headers['x-api-key'] !== undefined) {
			context.violations.add(`the API key of Ultravox went to ${request.host}`);
		}
		if (request.is404) return;
		if (!entry.apiKeyOk) throw detail(401, 'Authenticate');
	});
	registerAnswerDetail(app, context);
	registerAnswerCheck(app, context.violations);
	app.addHook('onSend', (request, reply, payload, done) => {
		const fault = afterwards.get(request);
		if (!fault) {
			done(null, payload);
			return;
		}
		void play(fault, reply, log.entry(request), {
			status: reply.statusCode,
			body: typeof payload === 'string' ? payload : '',
			contentType: 'application/json',
		});
	});
	app.setNotFoundHandler(async (request, reply) => {
		const text = `the sandbox has no ${request.method} ${request.host}${request.url.split('?')[0]}`;
		context.violations.add(text);
		await reply.code(404).send({ message: `SANDBOX VIOLATION ${text}` });
	});
	app.setErrorHandler(async (error: Error, request, reply) => {
		const status = error instanceof Problem ? error.status : 500;
		if (status === 500) context.violations.add(`${request.method} ${request.url}: ${error.stack}`);
		await reply.code(status).send(refusal(request, error, status));
	});
	registerTwilio(app, context);
	registerTelnyx(app, context);
	registerPlivo(app, context);
	const url = await app.listen({ host, port: 0 });
	return { url, close: async () => await app.close() };
}

/** Twilio takes forms. An empty value is one: it clears what is stored. */
function readForms(app: FastifyInstance): void {
	app.addContentTypeParser(
		'application/x-www-form-urlencoded',
		{ parseAs: 'string' },
		(_, body, done) => {
			const form = new URLSearchParams(String(body));
			if (new Set(form.keys()).size !== [...form.keys()].length) {
				done(detail(400, 'A field is there twice.'));
				return;
			}
			done(null, Object.fromEntries(form));
		},
	);
}

/** Whether a request goes to a provider's own host, and shows its account as that provider wants it. */
function isAccount({ state, violations }: Context, request: FastifyRequest): boolean {
	const api = Object.hasOwn(APIS, request.host) ? APIS[request.host] : undefined;
	if (!api || !request.url.startsWith(api.path)) {
		violations.add(`${request.host} has no ${request.url.split('?')[0]}`);
		return false;
	}
	const { accountSid, authId, authToken, apiKey } = state.phoneProviders[api.provider].account;
	const basic = (user: string) => Buffer.from(`${user}:${authToken}`).toString('base64');
	const expected = {
		twilio: () => `Basic ${basic(accountSid)}`,
		telnyx: () => `Bearer ${apiKey}`,
		plivo: () => `Basic ${basic(authId)}`,
	};
	return request.headers.authorization === expected[api.provider]();
}

/** As each provider writes it. */
function refusal(request: FastifyRequest, error: Error, status: number): JsonObject {
	const text = error instanceof Problem ? sentence(error.body) : error.message;
	switch (request.host) {
		case 'api.telnyx.com':
			return { errors: [{ code: '10001', title: text }] };
		case 'api.plivo.com':
			return { api_id: '114de006-1c95-11e4-8a4a-123140008edf', error: text };
		default:
			return {
				code: `20${status}`,
				message: text,
				more_info: 'https://www.twilio.com/docs/errors',
			};
	}
}

function sentence(body: unknown): string {
	if (typeof body === 'string') return body;
	if (Array.isArray(body)) return body.map(sentence).join(' ');
	return Object.entries(body as JsonObject)
		.map(([name, value]) => (name === 'detail' ? sentence(value) : `${name}: ${sentence(value)}`))
		.join(' ');
}
