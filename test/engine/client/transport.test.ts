import fastify from 'fastify';
import { sleep } from 'n8n-workflow';
import type { Fault } from '../../../sandbox';
import { telephonyFixture, withSandbox } from '../telephony/fixture';
import { PROVIDERS } from '../telephony/providers';
import { succeed } from '../../support/expectSuccess';

// What is said here holds for all requests; one provider stands for them.
const [provider] = PROVIDERS;
const at = telephonyFixture(provider);
beforeEach(() => at.sandbox.seedConfig(provider.id));

const ALL = 'callCreationAllowAllAgents';
const UPDATE = { agentAccess: 'all' };
const UNKNOWN_OUTCOME = /^It is not known whether the change was made, so look it up first\. /;
/** Quick to give up where there is no answer; else a busy machine may take seconds for one. */
const tries = (maxRetries: number, timeout = 30) => ({ options: { timeout, maxRetries } });
const lost = /^The connection to 127\.0\.0\.1:\d+ was lost before the answer was complete/;
const late = /^Ultravox did not answer within 1 second/;

/** name, fault, message, time limit in seconds */
const transient: Array<[string, Fault, RegExp, number]> = [
	['a reset before the answer', { reset: 'before' }, lost, 30],
	['a reset in the middle', { reset: 'middle' }, lost, 30],
	['a truncated answer', { truncated: true }, lost, 30],
	['no answer', { never: true }, late, 1],
	['an answer after the time limit', { status: 200, body: {}, delayMs: 2500 }, late, 1],
	['500', { status: 500 }, /^Ultravox cannot answer at the moment \(status 500\)/, 30],
	['504', { status: 504 }, /^Ultravox cannot answer at the moment \(status 504\)/, 30],
	['503', { status: 503 }, /^Ultravox cannot answer at the moment \(status 503\)/, 30],
];

it.each(transient)('%s: an update is sent again, and works', async (_, fault, _message, limit) => {
	at.fault(fault);
	const { json } = await succeed(at.run('update', { ...UPDATE, ...tries(1, limit) }));
	expect(json[0]).toMatchObject({ [ALL]: true });
	expect(at.methods()).toEqual(['PATCH', 'PATCH']);
});

it.each(transient)(
	'%s: gives up in the end, and says what to do',
	async (_, fault, message, limit) => {
		at.fault({ ...fault, times: 9 });
		const { error } = await at.run('update', { ...UPDATE, ...tries(1, limit) });
		expect(error?.message).toMatch(message);
		expect(error?.message).toMatch(/, after 2 tries$/);
		expect(error?.description).toMatch(UNKNOWN_OUTCOME);
		expect(at.methods()).toEqual(['PATCH', 'PATCH']);
	},
);

it.each(transient)('%s: a creation is sent once', async (_, fault, _message, limit) => {
	at.sandbox.state.configs.twilio = null;
	at.fault({ ...fault, times: 9 });
	const { error } = await at.run('create', tries(3, limit));
	expect(error?.description).toMatch(UNKNOWN_OUTCOME);
	expect(at.methods()).toEqual(['POST']);
});

it('a lost reading changes nothing, and does not say it might', async () => {
	at.fault({ reset: 'before' });
	const { error } = await at.run('get');
	expect(error?.description).toBe('Try again later.');
});

it.each([
	[400, { [ALL]: ['No.'] }],
	[401, {}],
	[402, {}],
	[403, {}],
	[404, {}],
	[409, {}],
	[422, {}],
])('%d is not sent again', async (status, body) => {
	at.fault({ status, body, headers: { 'retry-after': '1' }, times: 9 });
	await at.run('update', { agentAccess: 'listed', ...tries(3) });
	expect(at.methods()).toEqual(['PATCH']);
});

it.each([
	['stalls', 0],
	['drips', 100],
])('an answer that begins and %s is given up', async (_, everyMs) => {
	const server = fastify({ forceCloseConnections: true });
	let asked = 0;
	server.get(at.path, async (_request, reply) => {
		const { raw } = reply;
		asked += 1;
		reply.hijack();
		raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 5000 });
		raw.write('{"accountSid":');
		while (everyMs > 0 && !raw.destroyed) {
			raw.write(' ');
			await sleep(everyMs);
		}
	});
	const baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
	const { error } = await at
		.run('get', tries(1, 1), {
			credentials: { ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl } },
		})
		.finally(async () => await server.close());
	expect(error?.message).toMatch(late);
	expect(asked).toBe(2);
});

it('a slow answer within the limit is waited for', async () => {
	at.fault({ delayMs: 700 });
	await succeed(at.run('update', { ...UPDATE, options: { timeout: 5 } }));
	expect(at.methods()).toEqual(['PATCH']);
});

it.each([301, 302, 303, 307, 308])('%d is not followed, to another origin least', async (code) => {
	await withSandbox(async (other) => {
		for (const location of [`${other.url}${at.path}`, '/api/elsewhere']) {
			at.sandbox.requests.length = 0;
			at.fault({ status: code, headers: { location } });
			const { error } = await at.run('update', { ...UPDATE, ...tries(2) });
			expect(error?.message).toMatch(/^127\.0\.0\.1:\d+ answered with a redirect/);
			expect(error?.description).toContain('Base URL');
			expect(at.sandbox.requests).toHaveLength(1);
		}
		expect(other.requests).toEqual([]);
	});
});

it('nothing listens', async () => {
	const baseUrl = await withSandbox(async ({ url }) => url);
	const { error } = await at.run(
		'update',
		{ ...UPDATE, ...tries(1) },
		{ credentials: { ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl } } },
	);
	expect(error).toMatchObject({
		message: `Nothing answers at ${new URL(baseUrl).host}, after 2 tries`,
		description: expect.stringContaining('Check the Base URL'),
		context: { itemIndex: 0 },
	});
});

it('https where only http is spoken', async () => {
	const baseUrl = at.sandbox.url.replace('http:', 'https:');
	const { error } = await at.run('update', UPDATE, {
		credentials: { ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl } },
	});
	expect(error?.description).toContain('Base URL');
	expect(at.sandbox.requests).toEqual([]);
});

it('a host that does not exist', async () => {
	const { error } = await at.run('get', tries(0), {
		credentials: {
			ultravoxApi: { apiKey: at.sandbox.apiKey, baseUrl: 'https://no-such-host.invalid' },
		},
	});
	expect(error?.message).toMatch(/no-such-host\.invalid/);
	expect(error?.description).toContain('Base URL');
});
