import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';
import { startReceiver } from './receiver';

interface Batch {
	batchId: string;
	webhookSecret: string;
	endedAt: string | null;
}

let sandbox: Sandbox;
let call: Call;
let base: string;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 1 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	sandbox.clock.freeze();
	const [agentId] = sandbox.state.agents.keys();
	base = `/api/agents/${agentId}/scheduled_batches`;
	sandbox.seedConfig('twilio');
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const row = (index: number) => ({
	medium: {
		twilio: { outgoing: { to: `+1555${String(index).padStart(7, '0')}`, from: '+15559876543' } },
	},
	metadata: { row: String(index) },
});
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index));
const soon = (seconds: number) => new Date(sandbox.clock.now() + seconds * 1000).toISOString();

async function create(body: object): Promise<Batch> {
	const answer = await call('POST', base, body);
	expect(answer.status).toBe(201);
	return answer.body as Batch;
}
const read = async ({ batchId }: Batch) => (await call('GET', `${base}/${batchId}`)).body;
const total = async (path: string) => ((await call('GET', path)).body as { total: number }).total;

test('works through 1,000 calls made by one request', async () => {
	const batch = await create({ calls: rows(1000) });
	expect(batch).toMatchObject({
		totalCount: 1000,
		completedCount: 0,
		paused: false,
		endedAt: null,
	});
	expect(batch).not.toHaveProperty('calls');
	expect(batch.webhookSecret).toMatch(/.{20}/);
	await sandbox.clock.advance(50);
	expect(await read(batch)).toMatchObject({ completedCount: 501, endedAt: null });
	await sandbox.clock.advance(500);
	expect(await read(batch)).toMatchObject({ completedCount: 1000, endedAt: expect.any(String) });
	expect(await total(`${base}/${batch.batchId}/created_calls`)).toBe(1000);
	expect(await total(`${base}/${batch.batchId}/scheduled_calls?status=SUCCESS`)).toBe(1000);
	expect(await total('/api/calls?metadata.row=999')).toBe(1);
	expect(await total(base)).toBe(1);
	expect([...sandbox.state.calls.values()].every(({ endReason }) => endReason === 'hangup')).toBe(
		true,
	);
});

test('waits for its window, and gives up at its end', async () => {
	sandbox.switches.batchCallsPerSecond = 1;
	const later = await create({ calls: rows(2), windowStart: soon(3600) });
	const statuses = async (status: string) =>
		await total(`${base}/${later.batchId}/scheduled_calls?status=${status}`);
	await sandbox.clock.advance(60);
	expect(await statuses('FUTURE')).toBe(2);
	await sandbox.clock.advance(3600);
	expect(await statuses('SUCCESS')).toBe(2);

	const short = await call('POST', base, { calls: rows(100), windowEnd: soon(120) });
	expect(short).toMatchObject({
		status: 400,
		body: { windowEnd: [expect.stringContaining('160 seconds')] },
	});
	const limited = await create({ calls: rows(100), windowEnd: soon(200) });
	sandbox.switches.batchCallsPerSecond = 0.1;
	await sandbox.clock.advance(300);
	const expired = await total(`${base}/${limited.batchId}/scheduled_calls?status=EXPIRED`);
	expect(expired).toBeGreaterThan(70);
	expect(await read(limited)).toMatchObject({
		completedCount: 100 - expired,
		endedAt: expect.any(String),
	});
});

test('keeps to a throttle', async () => {
	const rules = [{ maxCalls: 3, windowSeconds: 60 }];
	await call('POST', '/api/call_throttles', { name: 'slow', rules });
	const batch = await create({ calls: rows(9), throttle: 'slow' });
	await sandbox.clock.advance(30);
	expect(await read(batch)).toMatchObject({ completedCount: 3 });
	await sandbox.clock.advance(60);
	expect(await read(batch)).toMatchObject({ completedCount: 6 });
});

test('can be paused, and not resumed unless switched', async () => {
	const batch = await create({ calls: rows(3), paused: true });
	const path = `${base}/${batch.batchId}`;
	await sandbox.clock.advance(60);
	expect(await read(batch)).toMatchObject({ completedCount: 0, paused: true });
	expect((await call('PATCH', path, { paused: false })).body).toEqual({
		paused: [expect.any(String)],
	});
	sandbox.switches.batchResume = 'allow';
	expect((await call('PATCH', path, { paused: false })).status).toBe(200);
	await sandbox.clock.advance(1);
	expect(await read(batch)).toMatchObject({ completedCount: 3, endedAt: expect.any(String) });
	expect((await call('PATCH', path, { paused: true })).status).toBe(400);
	expect((await call('DELETE', path)).status).toBe(204);
	expect((await call('GET', path)).status).toBe(404);
});

test.each([
	[{ calls: [] }, { calls: [expect.any(String)] }],
	[{}, { calls: ['This field is required.'] }],
	[
		{
			calls: [
				row(1),
				{ medium: { twilio: { outgoing: { to: '1', from: '+15559876543' } } } },
				row(2),
			],
		},
		{
			calls: [
				{},
				{ medium: { twilio: { outgoing: { to: [expect.stringContaining('E.164')] } } } },
				{},
			],
		},
	],
	[
		{
			calls: [
				row(1),
				{ medium: { plivo: { outgoing: { to: '+15551234567', from: '+15559876543' } } } },
			],
		},
		{ calls: [{}, { medium: { plivo: [expect.stringContaining('no telephony')] } }] },
	],
	[{ calls: [{ ...row(1), name: 'x' }] }, { calls: [{ name: [expect.any(String)] }] }],
	[
		{ calls: [{ ...row(1), metadata: { n: 1 } }] },
		{ calls: [{ metadata: { n: [expect.any(String)] } }] },
	],
	[{ calls: [{}] }, { webhookUrl: [expect.stringContaining('Has to be set')] }],
	[
		{ calls: [row(1)], webhookUrl: 'https://a.example' },
		{ webhookUrl: [expect.stringContaining('May not')] },
	],
	[
		{ calls: [{}], webhookUrl: `https://a.example/${'x'.repeat(200)}` },
		{ webhookUrl: [expect.any(String)] },
	],
	[{ calls: [row(1)], throttle: 'none' }, { throttle: [expect.any(String)] }],
	[{ calls: [row(1)], windowStart: 'tomorrow' }, { windowStart: [expect.any(String)] }],
	[{ calls: [row(1)], totalCount: 1 }, { totalCount: [expect.any(String)] }],
])('refuses %j', async (body, answer) => {
	expect(await call('POST', base, body)).toMatchObject({ status: 400, body: answer });
	expect(sandbox.state.batches.size).toBe(0);
});

test('refuses calls in an update, and more than 32 MB', async () => {
	const { batchId } = await create({ calls: rows(1), paused: true });
	const path = `${base}/${batchId}`;
	expect((await call('PATCH', path, { calls: rows(1) })).body).toEqual({
		calls: [expect.any(String)],
	});
	expect((await call('PATCH', path, {})).status).toBe(400);
	const huge = JSON.stringify({ calls: [{ metadata: { x: 'x'.repeat(33 * 1024 * 1024) } }] });
	expect((await call('POST', base, huge)).status).toBe(413);
});

test('hands calls that it does not dial to the webhook; one that fails makes the call an error', async () => {
	const receiver = await startReceiver();
	sandbox.switches.deliverWebhooks = true;
	receiver.statuses.push(204, 500);
	const batch = await create({
		calls: [{ metadata: { n: '1' } }, { metadata: { n: '2' } }],
		webhookUrl: `${receiver.url}/connect`,
		webhookSecret: 'batch-secret',
	});
	await sandbox.clock.advance(5);
	await receiver.close();
	expect(receiver.received.map(({ body }) => body)).toMatchObject([
		{ event: 'call.started', call: { metadata: { n: '1' }, joinUrl: expect.any(String) } },
		{ event: 'call.started', call: { metadata: { n: '2' } } },
	]);
	expect(receiver.received.every((one) => one.isSignedWith('batch-secret'))).toBe(true);
	const { results } = (await call('GET', `${base}/${batch.batchId}/scheduled_calls`)).body as {
		results: object[];
	};
	expect(results).toMatchObject([
		{ status: 'SUCCESS', error: null },
		{ status: 'ERROR', error: expect.stringContaining('500') },
	]);
	expect(sandbox.requests[0]).toMatchObject({
		body: { webhookSecret: '***' },
		secretFields: ['webhookSecret'],
	});
});
