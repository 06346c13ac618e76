import { sleep, type IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Fault, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { inRealTime } from '../../support/harness/shortWaits';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	[agentId] = sandbox.state.agents.keys();
});

const NUMBERS = ['+15550000001', '+15550000002', '+15550000003'];

const create = async (fields: IDataObject = {}, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			additionalFields: fields as Record<string, string>,
			options: { timeout: 1, maxRetries: 2, callsPerSecond: 50 },
		},
		credentials: account.credentials(),
		items: NUMBERS.slice(0, 1).map((phone) => ({ phone })),
		...more,
	});

const KEY = { deduplicationKey: '={{ "reminder-" + $json.phone }}' };
const RETRY = { retryOnFail: { maxTries: 3, waitBetweenTries: 1 } };
const ALL = { items: NUMBERS.map((phone) => ({ phone })) };

const dialled = () =>
	[...sandbox.state.calls.values()].map(
		({ medium }) => (medium.twilio as { outgoing: { to: string } }).outgoing.to,
	);
const posts = () => sandbox.requests.filter(({ method }) => method === 'POST');
const onPost = (fault: Fault) => sandbox.faults.add({ method: 'POST', ...fault });

/** What may happen to a creation so that nobody knows whether there is a call. */
const LOST: Array<[string, Fault]> = [
	['a reset before the answer', { reset: 'before' }],
	['a reset in the middle of the answer', { reset: 'middle' }],
	['half an answer', { truncated: true }],
	['a broken answer', { malformed: true }],
	['a web page', { status: 200, body: '<html>Hello</html>' }],
	['an answer that is no call', { status: 201, body: { ok: true } }],
	['an empty answer', { status: 201, body: '' }],
	['no answer in time', { never: true }],
	['status 500', { status: 500 }],
	['status 502 of something in between', { status: 502, body: '<html>Bad gateway</html>' }],
	['status 503 without Retry-After', { status: 503 }],
	['status 504', { status: 504 }],
];

describe('a creation whose answer is lost', () => {
	it.each(LOST)('%s: with a key the call is found, and made once', async (_, fault) => {
		onPost({ ...fault, applyFirst: true });
		const { json } = await succeed(create(KEY));
		const [call] = sandbox.state.calls.values();
		expect(json).toMatchObject([{ callId: call.callId, status: 'created', isNew: true }]);
		expect(dialled()).toEqual([NUMBERS[0]]);
		expect(posts()).toHaveLength(1);
	});

	it.each(LOST)('%s: without a key it is made once, even when n8n retries', async (_, fault) => {
		onPost({ ...fault, applyFirst: true });
		const { error } = await create({}, RETRY);
		expect(error?.message).toMatch(/not known whether|Not dialled again/);
		expect(error?.description).toContain('Deduplication Key');
		expect(dialled()).toEqual([NUMBERS[0]]);
		expect(posts()).toHaveLength(1);
	});

	it.each(LOST)('%s, and nothing was done: it is not dialled blindly', async (_, fault) => {
		onPost(fault);
		const { error } = await create();
		expect(error?.message).toContain('It is not known whether the call was started');
		expect(error?.context?.itemIndex).toBe(0);
		expect(posts()).toHaveLength(1);
		expect(dialled()).toEqual([]);
	});
});

it('what the service says about an answer that is lost reaches the user', async () => {
	onPost({ status: 500, body: { detail: 'The line card is being changed.' } });
	const { error } = await create();
	expect(error?.description).toContain('Ultravox says: The line card is being changed.');
});

describe('a call that is created after the time is up', () => {
	inRealTime();

	it('is found while the node looks for it', async () => {
		onPost({ delayMs: 2500 });
		const { json } = await succeed(create(KEY, RETRY));
		expect(json).toHaveLength(1);
		expect(dialled()).toEqual([NUMBERS[0]]);
	});
});

it('a call that never shows up is not dialled again by a retry of n8n, and is by the next execution', async () => {
	onPost({ reset: 'before' });
	const { error } = await create(KEY, RETRY);
	expect(error?.message).toBe('Not dialled again, since an earlier try may have started this call');
	expect(error?.description).toContain('reminder-+15550000001');
	expect(posts()).toHaveLength(1);
	expect(dialled()).toEqual([]);

	const { json } = await create(KEY);
	expect(json).toMatchObject([{ isNew: true }]);
	expect(dialled()).toEqual([NUMBERS[0]]);
});

describe('items that were called before one fails', () => {
	const refusal: Fault = { status: 400, body: { metadata: ['Not today.'] }, after: 1 };

	it.each([
		['with keys', KEY],
		['without keys', {}],
	])('%s are not called again when n8n retries', async (_, fields) => {
		onPost(refusal);
		const { json } = await succeed(create(fields, { ...ALL, ...RETRY }));
		expect(json).toHaveLength(3);
		expect(json.map(({ isNew }) => isNew)).toEqual([true, true, true]);
		expect(new Set(json.map(({ callId }) => callId)).size).toBe(3);
		expect(dialled()).toEqual(NUMBERS);
	});

	it('and n8n retries although errors go to an output of their own', async () => {
		onPost({ ...refusal, after: 0 });
		const { json } = await create({}, { ...ALL, ...RETRY, continueOnFail: true });
		expect(json).toHaveLength(3);
		expect(dialled().sort()).toEqual(NUMBERS);
	});
});

it('running the workflow again with the same keys calls nobody again', async () => {
	const first = await create(KEY, ALL);
	const second = await create(KEY, ALL);
	expect(second.json.map(({ callId }) => callId)).toEqual(first.json.map(({ callId }) => callId));
	expect(first.json.map(({ isNew }) => isNew)).toEqual([true, true, true]);
	expect(second.json.map(({ isNew }) => isNew)).toEqual([false, false, false]);
	expect(dialled()).toEqual(NUMBERS);
	const [stored] = sandbox.state.calls.values();
	expect(stored.metadata).toEqual({ n8nDeduplicationKey: `reminder-${NUMBERS[0]}` });
});

it('two items with one key dial once, in one request', async () => {
	const items = [NUMBERS[0], NUMBERS[0], NUMBERS[1]].map((phone) => ({ phone }));
	const { json } = await create(KEY, { items });
	expect(json[0].callId).toBe(json[1].callId);
	expect(json.map(({ isNew }) => isNew)).toEqual([true, false, true]);
	expect(dialled()).toEqual(NUMBERS.slice(0, 2));
	expect(posts()).toHaveLength(2);
});

it('two items with one key, the first of which is lost, dial once', async () => {
	onPost({ reset: 'before' });
	const items = [NUMBERS[0], NUMBERS[0]].map((phone) => ({ phone }));
	const { json } = await create(KEY, { items, continueOnFail: true });
	expect(json.map(({ error }) => typeof error)).toEqual(['string', 'string']);
	expect(posts()).toHaveLength(1);
});

it('without the lookup there is no dialling', async () => {
	sandbox.faults.add({ method: 'GET', path: '/api/calls', status: 500, times: 9 });
	const { error } = await create(KEY);
	expect(error?.message).toContain('Ultravox cannot answer at the moment');
	expect(posts()).toEqual([]);
});

it('when the lookup after a lost answer is lost, too, the message says so', async () => {
	onPost({ reset: 'before', applyFirst: true });
	sandbox.faults.add({ method: 'GET', path: '/api/calls', status: 500, after: 1, times: 9 });
	const { error } = await create(KEY);
	expect(error?.description).toContain('could not be looked up either');
	expect(dialled()).toEqual([NUMBERS[0]]);
	sandbox.faults.clear();
	const { json } = await create(KEY);
	expect(json).toMatchObject([{ isNew: false }]);
	expect(dialled()).toEqual([NUMBERS[0]]);
});

describe('refusals that are sure', () => {
	it.each([
		['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
		['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }],
		['429 without', { status: 429 }],
	])('%s: the creation is sent again', async (_, fault) => {
		onPost({ ...fault, times: 2 });
		const { json } = await succeed(create());
		expect(json).toHaveLength(1);
		expect(posts()).toHaveLength(3);
		expect(dialled()).toEqual([NUMBERS[0]]);
	});

	it('a refusal is said as it is, and does not stand in the way of a retry', async () => {
		onPost({ status: 402, body: { detail: 'No free minutes.' } });
		const { json } = await create({}, RETRY);
		expect(json).toHaveLength(1);
		expect(dialled()).toEqual([NUMBERS[0]]);
	});

	it('a service that is not there was surely not reached', async () => {
		const { error } = await create(
			{},
			{ credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: 'http://127.0.0.1:9' } } },
		);
		expect(error?.message).toContain('Nothing answers at 127.0.0.1:9');
		expect(error?.message).not.toContain('not known');
	});
});

it('stopping the execution dials nobody else', async () => {
	const stop = new AbortController();
	onPost({ delayMs: 1500, applyFirst: true });
	const run = create({}, { ...ALL, signal: stop.signal });
	while (posts().length === 0) await sleep(10);
	stop.abort();
	const { status } = await run;
	expect(status).toBe('canceled');
	expect(posts()).toHaveLength(1);
});
