import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';
import { startReceiver } from './receiver';

interface Webhook {
	webhookId: string;
	url: string;
	secrets: string[];
}

let sandbox: Sandbox;
let call: Call;
let agentIds: string[];
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 2 });
	call = caller(sandbox);
	receiver = await startReceiver();
});
beforeEach(() => {
	sandbox.reset();
	receiver.received.length = 0;
	receiver.statuses.length = 0;
	agentIds = [...sandbox.state.agents.keys()];
});
afterAll(async () => {
	await receiver.close();
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

async function register(body: object = {}): Promise<Webhook> {
	const whole = { url: `${receiver.url}/hook?a=b`, events: ['call.ended'], ...body };
	const answer = await call('POST', '/api/webhooks', whole);
	expect(answer.status).toBe(201);
	return answer.body as Webhook;
}

describe('registering', () => {
	test('create, list, change, delete', async () => {
		const made = await register({ agentId: agentIds[0] });
		expect(made).toMatchObject({ status: 'normal', recentFailures: [], agentId: agentIds[0] });
		expect(made.secrets).toEqual([expect.stringMatching(/.{20,}/)]);
		expect(made).not.toHaveProperty('seq');
		await register();
		const path = `/api/webhooks/${made.webhookId}`;
		expect((await call('GET', '/api/webhooks?pageSize=1')).body).toMatchObject({
			total: 2,
			next: expect.any(String),
		});
		expect((await call('GET', `/api/webhooks?agentId=${agentIds[0]}`)).body).toMatchObject({
			results: [made],
			total: 1,
		});
		const secrets = ['new', 'old'];
		expect((await call('PATCH', path, { secrets })).body).toEqual({ ...made, secrets });
		const put = await call('PUT', path, { url: made.url, events: ['call.billed'] });
		expect(put.body).toMatchObject({ agentId: null, events: ['call.billed'] });
		expect((await call('DELETE', path)).status).toBe(204);
		expect((await call('DELETE', path)).status).toBe(404);
		expect(sandbox.requests.find(({ method }) => method === 'PATCH')?.body).toEqual({
			secrets: '***',
		});
	});

	test.each([
		[{ url: 'https://a.example' }, { events: ['This field is required.'] }],
		[
			{ url: `https://a.example/${'x'.repeat(190)}`, events: ['call.ended'] },
			{ url: [expect.stringContaining('200')] },
		],
		[
			{ url: 'a.example', events: ['call.ended'] },
			{ url: expect.arrayContaining(['Enter a valid URL.']) },
		],
		[{ url: 'https://a.example', events: [] }, { events: [expect.any(String)] }],
		[{ url: 'https://a.example', events: ['call.rang'] }, { events: { 0: [expect.any(String)] } }],
		[
			{
				url: 'https://a.example',
				events: ['call.ended'],
				agentId: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413',
			},
			{ agentId: [expect.any(String)] },
		],
		[
			{ url: 'https://a.example', events: ['call.ended'], status: 'normal' },
			{ status: [expect.any(String)] },
		],
		[
			{ url: 'https://a.example', events: ['call.ended'], secrets: ['x'.repeat(121)] },
			{ secrets: { 0: [expect.any(String)] } },
		],
	])('refuses %j', async (body, answer) => {
		expect(await call('POST', '/api/webhooks', body)).toMatchObject({ status: 400, body: answer });
	});
});

describe('delivering', () => {
	test('signs the exact bytes, once for every secret', async () => {
		await register({ secrets: ['one', 'two'] });
		await register({ url: `${receiver.url}/billed`, events: ['call.billed'] });
		await register({ url: `${receiver.url}/other`, agentId: agentIds[1] });
		const [ended] = sandbox.calls.seed(1, { body: { metadata: { name: 'Zoë 🎈' } } });
		expect(await sandbox.webhooks.deliver('call.ended', ended.callId)).toEqual([204]);
		const [one] = receiver.received;
		expect(one.path).toBe('/hook?a=b');
		expect(one.body).toMatchObject({
			event: 'call.ended',
			call: { callId: ended.callId, metadata: { name: 'Zoë 🎈' } },
		});
		expect(one.isSignedWith('one') && one.isSignedWith('two')).toBe(true);
		expect(one.isSignedWith('three')).toBe(false);
		expect(one.headers['x-ultravox-webhook-timestamp']).toMatch(/^\d{4}-.*Z$/);
	});

	test('repeats, forges, replays, mangles', async () => {
		const { url } = await register({ secrets: ['right'] });
		const [{ callId }] = sandbox.calls.seed(1);
		const send = async (options: Parameters<Sandbox['webhooks']['deliver']>[2]) =>
			await sandbox.webhooks.deliver('call.ended', callId, options);
		receiver.statuses.push(200, 401);
		expect(await send({ times: 2 })).toEqual([200, 401]);
		await send({ secrets: ['wrong'] });
		await send({ timestamp: new Date(0) });
		await send({ timestamp: null });
		await send({ signature: null });
		await send({ signature: 'abc' });
		await send({ body: '{"event": "odd"}', url });
		const [, , forged, old, timeless, unsigned, scribbled, odd] = receiver.received;
		expect(forged.isSignedWith('wrong') && !forged.isSignedWith('right')).toBe(true);
		expect(old.headers['x-ultravox-webhook-timestamp']).toBe('1970-01-01T00:00:00.000Z');
		expect(old.isSignedWith('right')).toBe(true);
		expect(timeless.headers).not.toHaveProperty('x-ultravox-webhook-timestamp');
		expect(unsigned.headers).not.toHaveProperty('x-ultravox-webhook-signature');
		expect(scribbled.headers['x-ultravox-webhook-signature']).toBe('abc');
		expect(odd.raw).toBe('{"event": "odd"}');
		expect(odd.isSignedWith('right')).toBe(true);
		expect(sandbox.webhooks.deliveries).toHaveLength(8);
	});

	test('by itself when switched on, callbacks of the call included', async () => {
		const events = ['call.started', 'call.joined', 'call.ended', 'call.billed'];
		await register({ events });
		const create = `/api/agents/${agentIds[0]}/calls`;
		await call('POST', create);
		await sandbox.calls.settled();
		expect(receiver.received).toEqual([]);
		sandbox.switches.deliverWebhooks = true;
		const callbacks = { ended: { url: `${receiver.url}/own`, secrets: ['mine'] } };
		const { callId } = (await call('POST', create, { callbacks })).body as { callId: string };
		await sandbox.clock.advance(120);
		const own = sandbox.webhooks.deliveries.filter((delivery) => delivery.callId === callId);
		expect(own.filter(({ webhookId }) => webhookId !== null).map(({ event }) => event)).toEqual(
			events,
		);
		const callback = receiver.received.find(({ path }) => path === '/own');
		expect(callback?.isSignedWith('mine')).toBe(true);
	});

	test('reaches a public address at another origin, and notes failures', async () => {
		const { webhookId } = await register({ url: 'https://hooks.example/webhook/42' });
		const [{ callId }] = sandbox.calls.seed(1);
		expect(await sandbox.webhooks.deliver('call.ended', callId)).toEqual([0]);
		expect((await call('GET', `/api/webhooks/${webhookId}`)).body).toMatchObject({
			status: 'unhealthy',
			recentFailures: [{ failure: 'No answer' }],
		});
		sandbox.switches.webhookOrigin = receiver.url;
		expect(await sandbox.webhooks.deliver('call.ended', callId)).toEqual([204]);
		expect(receiver.received[0].path).toBe('/webhook/42');
		expect((await call('GET', `/api/webhooks/${webhookId}`)).body).toMatchObject({
			status: 'normal',
			lastStatusChange: expect.any(String),
		});
	});
});
