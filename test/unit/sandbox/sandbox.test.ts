import { Agent, request } from 'undici';
import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { together } from '../../support/together.mts';
import { caller } from './caller';
import type { Call } from './caller';

const MISSING_AGENT = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
const TWILIO = '/api/telephony_configs/twilio';

let sandbox: Sandbox;
let call: Call;
let ids: string[];

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 5 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	ids = [...sandbox.state.agents.keys()];
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

describe('keys and bodies', () => {
	test('has a key in the documented format', () => {
		expect(sandbox.apiKey).toMatch(/^[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}$/);
	});

	test('answers who the account is', async () => {
		const { status, body } = await call('GET', '/api/accounts/me');
		expect(status).toBe(200);
		expect(body).toMatchObject({ accountId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
	});

	test('refuses a missing, a wrong and a powerless key', async () => {
		const without = await request(`${sandbox.url}/api/accounts/me`);
		expect(without.statusCode).toBe(401);
		expect(await without.body.json()).toEqual({ detail: expect.any(String) });
		expect((await call('GET', '/api/accounts/me', undefined, { 'x-api-key': 'x' })).status).toBe(
			401,
		);
		const { status } = await call('GET', '/api/accounts/me', undefined, {
			'x-api-key': sandbox.readOnlyApiKey,
		});
		expect(status).toBe(403);
		expect(sandbox.requests.map(({ apiKeyOk }) => apiKeyOk)).toEqual([false, false, false]);
	});

	test('refuses trailing slashes, unknown query parameters', async () => {
		expect((await call('GET', '/api/agents/')).status).toBe(404);
		const { status, body } = await call('GET', '/api/agents?agentIds[0]=x');
		expect(status).toBe(400);
		expect(body).toEqual({ 'agentIds[0]': [expect.any(String)] });
	});

	test('takes JSON only, and no body where none belongs', async () => {
		sandbox.seedConfig('twilio');
		const raw = { 'content-type': 'text/plain' };
		expect((await call('PATCH', TWILIO, '{"accountSid":"AC1"}', raw)).status).toBe(415);
		expect((await call('PATCH', TWILIO, '{"accountSid":')).body).toEqual({
			detail: expect.stringContaining('JSON parse error'),
		});
		expect((await call('DELETE', TWILIO, { a: 1 })).status).toBe(400);
		expect(sandbox.state.configs.twilio).not.toBeNull();
	});
});

describe('telephony configurations', () => {
	const create = { accountSid: 'AC1', authToken: 'first-token' };

	test('create, read, update, delete', async () => {
		expect((await call('GET', TWILIO)).status).toBe(404);
		const created = await call('POST', TWILIO, create);
		expect(created.status).toBe(201);
		expect(created.body).not.toHaveProperty('authToken');
		expect(created.body).toMatchObject({
			accountSid: 'AC1',
			authTokenPrefix: { prefix: 'firs' },
			callCreationAllowedAgentIds: [],
			callCreationAllowAllAgents: false,
			requestContextMapping: {},
		});
		const changed = await call('PATCH', TWILIO, {
			authToken: 'second-token',
			callCreationAllowedAgentIds: [ids[0].toUpperCase()],
			requestContextMapping: { From: 'user.phone' },
		});
		expect(changed.status).toBe(200);
		expect(sandbox.state.configs.twilio).toMatchObject({
			accountSid: 'AC1',
			authToken: 'second-token',
			callCreationAllowedAgentIds: [ids[0]],
			callCreationAllowAllAgents: false,
			requestContextMapping: { From: 'user.phone' },
		});
		expect((await call('GET', TWILIO)).body).toEqual(changed.body);
		expect(await call('DELETE', TWILIO)).toMatchObject({ status: 204, text: '' });
		expect((await call('DELETE', TWILIO)).status).toBe(404);
		expect((await call('PATCH', TWILIO, { accountSid: 'AC2' })).status).toBe(404);
	});

	test.each([
		['telnyx', { accountSid: 'a', apiKey: 'key-key', publicKey: 'pub-pub', applicationSid: '12' }],
		['plivo', { authId: 'MA1', authToken: 'token-token' }],
	] as const)('%s has fields of its own', async (provider, account) => {
		const path = `/api/telephony_configs/${provider}`;
		const first = Object.keys(account)[0];
		const { [first as keyof typeof account]: dropped, ...rest } = account;
		expect(dropped).toBeDefined();
		expect((await call('POST', path, rest)).body).toEqual({ [first]: ['This field is required.'] });
		const created = await call('POST', path, account);
		expect(created.status).toBe(201);
		for (const secret of ['key-key', 'pub-pub', 'token-token']) {
			expect(created.text).not.toContain(secret);
		}
		expect((await call('PATCH', path, { accountSidd: 'x' })).status).toBe(400);
	});

	test('refuses a second one, unless switched', async () => {
		sandbox.seedConfig('twilio');
		expect((await call('POST', TWILIO, create)).status).toBe(409);
		sandbox.switches.postOverExisting = '400';
		expect((await call('POST', TWILIO, create)).body).toEqual({
			non_field_errors: [expect.any(String)],
		});
		sandbox.switches.postOverExisting = 'overwrite';
		expect((await call('POST', TWILIO, create)).status).toBe(201);
		expect(sandbox.state.configs.twilio?.accountSid).toBe('AC1');
	});

	test('a missing one can also be null or empty', async () => {
		sandbox.switches.missingConfig = 'null';
		expect(await call('GET', TWILIO)).toMatchObject({ status: 200, text: 'null' });
		sandbox.switches.missingConfig = 'empty';
		expect(await call('GET', TWILIO)).toMatchObject({ status: 200, body: {} });
	});

	test.each([
		[{}, { non_field_errors: [expect.any(String)] }],
		[{ accountSid: '' }, { accountSid: ['This field may not be blank.'] }],
		[{ accountSid: 5 }, { accountSid: ['Not a valid string.'] }],
		[{ authToken: null }, { authToken: ['Not a valid string.'] }],
		[{ authTokenPrefix: { prefix: 'x' } }, { authTokenPrefix: [expect.any(String)] }],
		[
			{ callCreationAllowAllAgents: 'true' },
			{ callCreationAllowAllAgents: ['Must be a valid boolean.'] },
		],
		[
			{ callCreationAllowedAgentIds: 'x' },
			{ callCreationAllowedAgentIds: ['Expected a list of items.'] },
		],
		[
			{ callCreationAllowedAgentIds: ['x'] },
			{ callCreationAllowedAgentIds: { 0: ['Must be a valid UUID.'] } },
		],
		[
			{ callCreationAllowedAgentIds: [MISSING_AGENT] },
			{ callCreationAllowedAgentIds: { 0: [expect.stringContaining('does not exist')] } },
		],
		[
			{ requestContextMapping: { From: 1 } },
			{ requestContextMapping: { From: ['Not a valid string.'] } },
		],
		[
			{ requestContextMapping: { From: 'a..b' } },
			{ requestContextMapping: { From: [expect.any(String)] } },
		],
		[
			{ requestContextMapping: { From: '' } },
			{ requestContextMapping: { From: [expect.any(String)] } },
		],
		[
			{ requestContextMapping: { '.From': 'a' } },
			{ requestContextMapping: { '.From': [expect.any(String)] } },
		],
		[
			{ requestContextMapping: { From: 'ultravox.a' } },
			{ requestContextMapping: { From: [expect.any(String)] } },
		],
		[
			{ requestContextMapping: { From: 'a.b', To: 'a' } },
			{ requestContextMapping: { From: [expect.stringContaining('clashes')] } },
		],
		[
			{ requestContextMapping: { From: 'a', To: 'a' } },
			{ requestContextMapping: { To: [expect.any(String)] } },
		],
	])('refuses the update %j', async (body, answer) => {
		sandbox.seedConfig('twilio');
		const before = structuredClone(sandbox.state.configs.twilio);
		expect(await call('PATCH', TWILIO, body)).toMatchObject({ status: 400, body: answer });
		expect(sandbox.state.configs.twilio).toEqual(before);
	});

	test('names hostile fields in its refusal', async () => {
		sandbox.seedConfig('twilio');
		const { status, text } = await call(
			'PATCH',
			TWILIO,
			'{"__proto__": {"a": 1}, "constructor": 1}',
		);
		expect(status).toBe(400);
		expect(text).toContain('"__proto__"');
		expect(text).toContain('"constructor"');
	});

	test('refuses more than 100 agents, and one listed twice', async () => {
		sandbox.seedConfig('twilio');
		const many = sandbox.seedAgents(101).map(({ agentId }) => agentId);
		expect((await call('PATCH', TWILIO, { callCreationAllowedAgentIds: many })).status).toBe(400);
		const hundred = many.slice(0, 100);
		expect((await call('PATCH', TWILIO, { callCreationAllowedAgentIds: hundred })).status).toBe(
			200,
		);
		const twice = [ids[0], ids[0].toUpperCase()];
		expect((await call('PATCH', TWILIO, { callCreationAllowedAgentIds: twice })).body).toEqual({
			callCreationAllowedAgentIds: { 1: [expect.any(String)] },
		});
	});

	test('allow-all and a list exclude each other, in the request and in the result', async () => {
		const list = 'callCreationAllowedAgentIds';
		const all = 'callCreationAllowAllAgents';
		sandbox.seedConfig('twilio', { [list]: [ids[0]] });
		for (const body of [{ [all]: true }, { [all]: true, [list]: [ids[1]] }]) {
			expect((await call('PATCH', TWILIO, body)).body).toEqual({ [list]: [expect.any(String)] });
		}
		expect((await call('PATCH', TWILIO, { [all]: true, [list]: [] })).status).toBe(200);
		expect((await call('PATCH', TWILIO, { [list]: [ids[0]] })).status).toBe(400);
		expect((await call('PATCH', TWILIO, { [all]: false, [list]: [ids[0]] })).status).toBe(200);

		sandbox.switches.allowAllOverList = 'keep';
		await call('PATCH', TWILIO, { [all]: true });
		expect(sandbox.state.configs.twilio).toMatchObject({ [all]: true, [list]: [ids[0]] });
		await call('PATCH', TWILIO, { [all]: false });
		sandbox.switches.allowAllOverList = 'clear';
		await call('PATCH', TWILIO, { [all]: true });
		expect(sandbox.state.configs.twilio).toMatchObject({ [all]: true, [list]: [] });
	});

	test('a mapping is replaced, or merged if switched', async () => {
		sandbox.seedConfig('twilio', { requestContextMapping: { From: 'a' } });
		await call('PATCH', TWILIO, { requestContextMapping: { To: 'b' } });
		expect(sandbox.state.configs.twilio?.requestContextMapping).toEqual({ To: 'b' });
		sandbox.switches.mapping = 'merge';
		await call('PATCH', TWILIO, { requestContextMapping: { From: 'a' } });
		expect(sandbox.state.configs.twilio?.requestContextMapping).toEqual({ To: 'b', From: 'a' });
	});
});

describe('log', () => {
	test('tells what came, without secrets', async () => {
		sandbox.seedConfig('twilio');
		await call('PATCH', `${TWILIO}`, { authToken: 'hush-hush', accountSid: 'AC9' });
		await call('PATCH', TWILIO, { authToken: 'hush-hush', nested: [{ password: 'hush-hush' }] });
		expect(sandbox.requests[0]).toMatchObject({
			index: 0,
			method: 'PATCH',
			path: TWILIO,
			body: { authToken: '***', accountSid: 'AC9' },
			secretFields: ['authToken'],
			apiKeyOk: true,
			status: 200,
		});
		expect(sandbox.requests[1].secretFields).toEqual(['authToken', 'nested.0.password']);
		const whole = JSON.stringify(sandbox.requests);
		expect(whole).not.toContain('hush-hush');
		expect(whole).not.toContain(sandbox.apiKey);
		expect(sandbox.state.configs.twilio?.authToken).toBe('hush-hush');
	});

	test('counts how many requests are open at once', async () => {
		sandbox.faults.add({ times: 4, meanwhile: together(4) });
		const pool = new Agent({ connections: 4 });
		const one = async () =>
			await (await request(`${sandbox.url}/api/agents`, { dispatcher: pool })).body.text();
		await Promise.all([one(), one(), one(), one()]);
		await pool.close();
		expect(sandbox.traffic.maxOpen).toBe(4);
	});
});
