import { request } from 'undici';
import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';

interface CallBody {
	callId: string;
	created: string;
	joinUrl: string | null;
}

const TWILIO_CALL = {
	medium: { twilio: { outgoing: { to: '+15551234567', from: '+15559876543' } } },
};

let sandbox: Sandbox;
let call: Call;
let agentId: string;
let create: string;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 2 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	sandbox.clock.freeze();
	[agentId] = sandbox.state.agents.keys();
	create = `/api/agents/${agentId}/calls`;
	sandbox.seedConfig('twilio');
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

async function start(body?: object, path = create): Promise<CallBody> {
	const answer = await call('POST', path, body);
	expect(answer.status).toBe(201);
	return answer.body as CallBody;
}
const read = async (callId: string) => (await call('GET', `/api/calls/${callId}`)).body;

describe('creating', () => {
	test('with an agent: its settings, changed by the request', async () => {
		await call('PATCH', `/api/agents/${agentId}`, {
			callTemplate: { systemPrompt: 'Greet {{user.name}}{{nobody}}.', voice: 'Mark' },
		});
		const created = await start({
			...TWILIO_CALL,
			templateContext: { user: { name: 'Ada' } },
			metadata: { row: '7' },
			joinTimeout: '60s',
		});
		expect(created).toMatchObject({
			systemPrompt: 'Greet Ada.',
			voice: 'Mark',
			joinTimeout: '60s',
			maxDuration: '3600s',
			metadata: { row: '7' },
			joinUrl: null,
			joined: null,
			agent: { agentId },
			billingStatus: 'BILLING_STATUS_PENDING',
		});
		expect((await call('GET', `/api/agents/${agentId}`)).body).toMatchObject({
			statistics: { calls: 1 },
		});
	});

	test('with nothing, and without an agent', async () => {
		expect((await start()).joinUrl).toMatch(/^wss:/);
		expect(await start({}, '/api/calls?enableGreetingPrompt=false')).toMatchObject({
			agent: null,
			model: 'ultravox-v0.7',
		});
	});

	const outgoing = (medium: string, to: string, from: string) => ({
		medium: { [medium]: { outgoing: { to, from } } },
	});
	test.each([
		[
			outgoing('telnyx', '+15551234567', '+15559876543'),
			{ telnyx: [expect.stringContaining('no telephony configuration')] },
		],
		[
			outgoing('twilio', '15551234567', '+15559876543'),
			{ twilio: { outgoing: { to: [expect.stringContaining('E.164')] } } },
		],
		[
			outgoing('twilio', '+15551234567', 'client'),
			{ twilio: { outgoing: { from: [expect.stringContaining('E.164')] } } },
		],
		[
			outgoing('plivo', '+15551234567<', '+15559876543'),
			{ plivo: { outgoing: { to: [expect.any(String)] } } },
		],
		[
			outgoing('sip', '+15551234567', 'Ada'),
			{ sip: { outgoing: { to: [expect.stringContaining('SIP')] } } },
		],
		[
			outgoing('exotel', '+15551234567', '+15559876543'),
			{ exotel: { outgoing: [expect.any(String)] } },
		],
		[{ medium: {} }, [expect.stringContaining('Exactly one')]],
		[
			{ medium: { serverWebSocket: {} } },
			{ serverWebSocket: { inputSampleRate: ['This field is required.'] } },
		],
	])('refuses %j', async (body, complaint) => {
		expect(await call('POST', create, body)).toMatchObject({
			status: 400,
			body: { medium: complaint },
		});
		expect(sandbox.state.calls.size).toBe(0);
	});

	test.each([
		outgoing('twilio', 'sip:ada@example.com', 'reception'),
		outgoing('plivo', '+15551234567<sip:ada@example.com', '+15559876543'),
		outgoing('sip', 'sip:+15551234567@carrier.example:5060;transport=tcp', 'Reception'),
	])('takes %j', async (body) => {
		sandbox.seedConfig('plivo');
		expect((await start(body)).joinUrl).toBeNull();
	});

	test.each([
		[{ metadata: { n: 1 } }, { metadata: { n: ['Not a valid string.'] } }],
		[{ metadata: { 'ultravox.x': 'a' } }, { metadata: [expect.stringContaining('reserved')] }],
		[{ voice: 'Nobody' }, { voice: [expect.stringContaining('Nobody')] }],
		[{ maxDuration: 60 }, { maxDuration: [expect.any(String)] }],
		[{ systemPrompt: 'x' }, { systemPrompt: [expect.any(String)] }],
		[
			{ firstSpeakerSettings: { user: {}, agent: {} } },
			{ firstSpeakerSettings: [expect.any(String)] },
		],
		[
			{ initialMessages: [{ role: 'user', text: 'x' }] },
			{ initialMessages: [{ role: [expect.any(String)] }] },
		],
		[
			{ callbacks: { started: { url: 'http://a.example' } } },
			{ callbacks: { started: [expect.any(String)] } },
		],
		[
			{ toolOverrides: { remove: ['a'], removeAll: true } },
			{ toolOverrides: [expect.any(String)] },
		],
	])('refuses the agent call %j', async (body, answer) => {
		expect(await call('POST', create, body)).toMatchObject({ status: 400, body: answer });
	});

	test("holds the context against the agent's schema", async () => {
		const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
		const path = `/api/agents/${agentId}`;
		await call('PATCH', path, { callTemplate: { contextSchema: schema } });
		expect((await call('POST', create, {})).body).toEqual({
			templateContext: [expect.any(String)],
		});
		await start({ templateContext: { name: 'Ada' } });
		const broken = { callTemplate: { contextSchema: { type: 'nothing' } } };
		expect((await call('PATCH', path, broken)).status).toBe(400);
	});
});

describe('limits', () => {
	test('creations a second, with and without Retry-After', async () => {
		sandbox.switches.creationsPerSecond = 2;
		await start();
		await start();
		const third = await call('POST', create);
		expect(third).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
		sandbox.switches.retryAfter = false;
		expect((await call('POST', create)).headers).not.toHaveProperty('retry-after');
		await sandbox.clock.advance(1);
		await start();
		expect(sandbox.state.calls.size).toBe(3);
	});

	test('calls at once, and money', async () => {
		sandbox.switches.concurrentCalls = 1;
		const { callId } = await start();
		expect((await call('POST', create)).status).toBe(429);
		sandbox.calls.end(callId);
		sandbox.switches.billingNeeded = true;
		expect((await call('POST', create)).status).toBe(402);
	});

	test('a throttle, by name and by ID', async () => {
		const rules = [{ maxCalls: 2, windowSeconds: 60 }];
		const made = await call('POST', '/api/call_throttles', { name: 'slow', rules });
		expect(made.status).toBe(201);
		const { throttleId } = made.body as { throttleId: string };
		await start({}, `${create}?throttle=slow`);
		await start({}, `/api/calls?throttle=${throttleId}`);
		const third = await call('POST', `${create}?throttle=slow`);
		expect(third).toMatchObject({ status: 429, body: { detail: expect.stringContaining('slow') } });
		expect(Number(third.headers['retry-after'])).toBeGreaterThan(50);
		await start();
		await sandbox.clock.advance(61);
		await start({}, `${create}?throttle=slow`);
		expect((await call('POST', `${create}?throttle=none`)).status).toBe(400);
	});

	test('throttles can be listed, changed and deleted', async () => {
		const rules = [{ maxCalls: 101, windowSeconds: 60 }];
		expect((await call('POST', '/api/call_throttles', { name: 'a', rules })).body).toEqual({
			rules: [{ maxCalls: [expect.any(String)] }],
		});
		rules[0].maxCalls = 100;
		const { throttleId } = (await call('POST', '/api/call_throttles', { name: 'a', rules }))
			.body as { throttleId: string };
		const path = `/api/call_throttles/${throttleId}`;
		expect((await call('PUT', path, { name: 'b' })).status).toBe(400);
		expect((await call('PATCH', path, { name: 'b' })).body).toMatchObject({ name: 'b', rules });
		expect((await call('POST', '/api/call_throttles', { name: 'b', rules })).status).toBe(400);
		expect((await call('GET', '/api/call_throttles')).body).toMatchObject({ total: 1 });
		expect((await call('DELETE', path)).status).toBe(204);
		expect((await call('GET', path)).status).toBe(404);
	});
});

describe('life', () => {
	test('joins, ends, is summed up and billed as the clock moves', async () => {
		const { callId, created } = await start();
		const later = (seconds: number) => new Date(Date.parse(created) + seconds * 1000).toISOString();
		await sandbox.clock.advance(10);
		expect(await read(callId)).toMatchObject({ joined: later(5), ended: null });
		expect((await call('DELETE', `/api/calls/${callId}`)).status).toBe(409);
		await sandbox.clock.advance(56);
		expect(await read(callId)).toMatchObject({
			ended: later(65),
			endReason: 'hangup',
			summary: null,
			billedDuration: null,
		});
		await sandbox.clock.advance(40);
		expect(await read(callId)).toMatchObject({
			summary: expect.any(String),
			billedDuration: '60s',
			billingStatus: 'BILLING_STATUS_BILLED',
		});
		expect((await call('DELETE', `/api/calls/${callId}`)).status).toBe(204);
		expect((await call('GET', `/api/calls/${callId}`)).status).toBe(404);
	});

	test('ends unjoined at the join timeout, and at the maximum duration', async () => {
		sandbox.switches.callPlan.joinAfter = null;
		const { callId } = await start({ joinTimeout: '20s' });
		const long = await start({ maxDuration: '30s' });
		sandbox.calls.join(long.callId);
		await sandbox.clock.advance(32);
		expect(await read(callId)).toMatchObject({ joined: null, endReason: 'unjoined' });
		expect(await read(long.callId)).toMatchObject({ endReason: 'timeout' });
	});

	test('takes messages only while it is live', async () => {
		const { callId } = await start();
		const path = `/api/calls/${callId}/send_data_message`;
		const hello = { type: 'user_text_message', text: 'Hello' };
		expect((await call('POST', path, hello)).status).toBe(422);
		sandbox.calls.join(callId);
		expect(await call('POST', path, hello)).toMatchObject({ status: 204, text: '' });
		expect((await call('POST', path, { type: 'user_text_message' })).body).toEqual({
			text: ['This field is required.'],
		});
		expect((await call('POST', path, { type: 'shout' })).body).toEqual({
			type: [expect.any(String)],
		});
		expect((await call('POST', path, { ...hello, urgency: 'now' })).body).toEqual({
			urgency: [expect.any(String)],
		});
		expect((await call('POST', path, { type: 'forced_agent_message', content: 'Hi' })).status).toBe(
			204,
		);
		expect((await call('POST', path, { type: 'hang_up', message: 'Bye' })).status).toBe(204);
		expect((await call('POST', path, hello)).status).toBe(422);
		expect(await read(callId)).toMatchObject({ endReason: 'agent_hangup' });
		const { results } = (await call('GET', `/api/calls/${callId}/messages?mode=in_call`)).body as {
			results: Array<{ text: string }>;
		};
		expect(results.map(({ text }) => text)).toEqual(expect.arrayContaining(['Hello', 'Hi', 'Bye']));
	});

	test('lists the last stage, or everything said', async () => {
		const initialMessages = [{ role: 'MESSAGE_ROLE_USER', text: 'Before' }];
		const { callId } = await start({ initialMessages, firstSpeakerSettings: { user: {} } });
		sandbox.calls.join(callId);
		sandbox.calls.say(callId, 'USER', 'First stage');
		const texts = async (mode: string) => {
			const path = `/api/calls/${callId}/messages?pageSize=1${mode}`;
			const found: string[] = [];
			for (let next: string | null = path; next !== null; ) {
				const { body } = await call('GET', next.replace(sandbox.url, ''));
				const page = body as { next: string | null; results: Array<{ text: string }> };
				found.push(...page.results.map(({ text }) => text));
				next = page.next;
			}
			return found;
		};
		expect(await texts('')).toEqual(['Before', 'First stage']);
		sandbox.calls.newStage(callId);
		sandbox.calls.say(callId, 'AGENT', 'Second stage');
		expect(await texts('&mode=last_stage')).toEqual(['Second stage']);
		expect(await texts('&mode=in_call')).toEqual(['First stage', 'Second stage']);
		expect((await call('GET', `/api/calls/${callId}/messages?mode=all`)).status).toBe(400);
	});
});

describe('listing', () => {
	const ids = async (query: string) => {
		const { status, body } = await call('GET', `/api/calls?pageSize=100&${query}`);
		expect(status).toBe(200);
		return (body as { results: CallBody[] }).results.map(({ callId }) => callId);
	};

	test('every filter', async () => {
		const other = [...sandbox.state.agents.keys()][1];
		const [a] = sandbox.calls.seed(1, { length: 30, body: { metadata: { 'my.key': 'x' } } });
		const [b] = sandbox.calls.seed(1, {
			agentId: other,
			length: 90,
			body: { voice: 'Jessica' },
		});
		const [c] = sandbox.calls.seed(1, { agentId: null });
		a.created = '2026-01-10T08:30:00.000Z';
		b.created = '2026-01-11T12:00:00.000Z';
		c.created = '2026-01-12T23:00:00.000Z';
		expect(await ids('')).toEqual([a.callId, b.callId, c.callId]);
		expect(await ids('sort=-created')).toEqual([c.callId, b.callId, a.callId]);
		expect(await ids(`agentIds=${agentId}`)).toEqual([a.callId]);
		expect(await ids(`agentIds=${agentId}&agentIds=${other}`)).toEqual([a.callId, b.callId]);
		expect(await ids('metadata.my.key=x')).toEqual([a.callId]);
		expect(await ids('voiceId=aa601962-1cbd-4bbd-9d96-3c7a93c3414a')).toEqual([b.callId]);
		expect(await ids('fromDate=2026-01-11')).toEqual([b.callId, c.callId]);
		expect(await ids('toDate=2026-01-11')).toEqual([a.callId, b.callId]);
		expect(await ids('toDate=2026-01-11T11:59:59Z')).toEqual([a.callId]);
		expect(await ids('timeOfDayStart=08:00:00&timeOfDayEnd=12:00:00')).toEqual([
			a.callId,
			b.callId,
		]);
		expect(await ids('durationMin=60s')).toEqual([b.callId, c.callId]);
		expect(await ids('durationMax=60s')).toEqual([a.callId, c.callId]);
		expect(await ids('search=OSLO')).toEqual([]);
		const name = sandbox.state.agents.get(agentId)?.name ?? '';
		expect(await ids(`search=${encodeURIComponent(name)}`)).toEqual([a.callId]);
		expect((await call('GET', `/api/agents/${other}/calls`)).body).toMatchObject({ total: 1 });
	});

	test.each([
		'agentIds=x',
		'agentIds[0]=x',
		'fromDate=yesterday',
		'durationMin=60',
		'status=ended',
		'metadata=x',
		'timeOfDayStart=8',
		'sort=price',
	])('refuses ?%s', async (query) => {
		expect((await call('GET', `/api/calls?${query}`)).status).toBe(400);
	});
});

describe('recordings', () => {
	const ended = async (recordingEnabled = true) => {
		const { callId } = await start({ recordingEnabled });
		sandbox.calls.join(callId);
		sandbox.calls.end(callId);
		return callId;
	};

	test('are behind a redirect to an origin that takes no key', async () => {
		const callId = await ended();
		sandbox.switches.recordingMisses = 2;
		const path = `/api/calls/${callId}/recording`;
		expect((await call('GET', path)).status).toBe(404);
		expect((await call('GET', path)).status).toBe(404);
		const { status, headers } = await call('GET', path);
		expect(status).toBe(302);
		const location = String(headers.location);
		expect(location.startsWith(sandbox.storage.url)).toBe(true);
		expect(sandbox.storage.url).not.toBe(sandbox.url);

		const file = await request(location);
		const bytes = Buffer.from(await file.body.arrayBuffer());
		expect(file.headers['content-type']).toBe('audio/wav');
		expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
		expect(bytes).toHaveLength(sandbox.switches.recordingBytes);

		const withKey = await request(location, { headers: { 'x-api-key': sandbox.apiKey } });
		await withKey.body.dump();
		expect(withKey.statusCode).toBe(400);
		const unsigned = await request(location.replace(/signature=./, 'signature=-'));
		await unsigned.body.dump();
		expect(unsigned.statusCode).toBe(403);
		await sandbox.clock.advance(301);
		const late = await request(location);
		await late.body.dump();
		expect(late.statusCode).toBe(403);
		expect(sandbox.storage.requests.map(({ carriedKey }) => carriedKey)).toEqual([
			false,
			true,
			false,
			false,
		]);
	});

	test('can come directly, and do not exist for calls without', async () => {
		sandbox.switches.recordingDirect = true;
		const direct = await call('GET', `/api/calls/${await ended()}/recording`);
		expect(direct).toMatchObject({ status: 200, headers: { 'content-type': 'audio/wav' } });
		expect((await call('GET', `/api/calls/${await ended(false)}/recording`)).status).toBe(404);
		const { callId } = await start({ recordingEnabled: true });
		expect((await call('GET', `/api/calls/${callId}/recording`)).status).toBe(404);
	});
});
