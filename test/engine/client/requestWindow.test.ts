/** How many requests a process has under way at once, and how many it begins in a second. */
import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { callListSearch, runNode, type RunOptions } from '../../support/harness';
import { until } from '../telephony/fixture';

jest.setTimeout(60_000);

/** How many are under way at the beginning. */
const FIRST = 8;
const ONE_TRY = { maxRetries: 0 };

/** One for each test: another address is another account, whose window nobody has used. */
let sandbox: Sandbox;

beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const credentials = () => ({ ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } });
const run = async (parameters: IDataObject, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: parameters as NonNullable<RunOptions['parameters']>,
		credentials: credentials(),
		...more,
	});
const agentId = () => [...sandbox.state.agents.keys()][0];
/** Reads an agent for each of so many items. */
const read = async (count: number, more: Partial<RunOptions> = {}, options: IDataObject = {}) =>
	await run(
		{
			...{ resource: 'agent', operation: 'get', options },
			agentId: { __rl: true, mode: 'id', value: agentId() },
		},
		{ items: Array.from({ length: count }, (_, number) => ({ number })), ...more },
	);
/** The most requests that arrived within any second. */
function mostInASecond(): number {
	const arrivals = sandbox.requests.map(({ at }) => at).sort((one, other) => one - other);
	let from = 0;
	return arrivals.reduce((most, at, index) => {
		while (at - arrivals[from] >= 1000) from++;
		return Math.max(most, index - from + 1);
	}, 0);
}
/** The longest time between two arrivals, in milliseconds. */
const longestPause = () =>
	Math.max(...sandbox.requests.map(({ at }, index, all) => at - (all[index - 1]?.at ?? at)));
/** Lets nobody on before so many have come, and some time for more to come; tells how many were open then. */
function gather(count: number) {
	const gathered = { most: 0, arrived: 0 };
	const meanwhile = async () => {
		gathered.arrived++;
		await until(() => gathered.arrived >= count);
		await sleep(500);
		gathered.most = Math.max(gathered.most, sandbox.traffic.open);
	};
	return { gathered, meanwhile };
}

it('begins with a few requests at once', async () => {
	const { gathered, meanwhile } = gather(FIRST);
	sandbox.faults.add({ times: FIRST, meanwhile });
	const { error } = await read(30);
	expect(error).toBeUndefined();
	expect(gathered.most).toBe(FIRST);
});

it('lets more out while they are answered well, never more than 100', async () => {
	sandbox.switches.latencyMs = 300;
	const { json } = await read(400);
	expect(json).toHaveLength(400);
	expect(sandbox.requests).toHaveLength(400);
	expect(sandbox.traffic.maxOpen).toBeGreaterThan(50);
	expect(sandbox.traffic.maxOpen).toBeLessThanOrEqual(100);
});

it('begins no more than 150 in a second, whatever is under way', async () => {
	const [one, other] = await Promise.all([read(300), read(150)]);
	expect([one.error, other.error]).toEqual([undefined, undefined]);
	expect(sandbox.requests.every(({ status }) => status === 200)).toBe(true);
	expect(sandbox.requests).toHaveLength(450);
	expect(mostInASecond()).toBeLessThanOrEqual(150);
});

it.each([429, 503])('a %d halves it once, and Retry-After holds all', async (status) => {
	const tooMany = gather(FIRST);
	const headers = { 'retry-after': '2' };
	sandbox.faults.add({ times: FIRST, status, headers, meanwhile: tooMany.meanwhile });
	const afterwards = gather(FIRST / 2);
	sandbox.faults.add({ times: FIRST / 2, meanwhile: afterwards.meanwhile });
	const { json, error } = await read(20);
	expect(error).toBeUndefined();
	expect(json).toHaveLength(20);
	expect(sandbox.requests).toHaveLength(20 + FIRST);
	expect(longestPause()).toBeGreaterThan(1000);
	expect(afterwards.gathered.most).toBe(FIRST / 2);
});

it('a time-out halves it as well', async () => {
	sandbox.faults.add({ times: FIRST, never: true });
	const { gathered, meanwhile } = gather(FIRST / 2);
	sandbox.faults.add({ times: FIRST / 2, meanwhile });
	const { error } = await read(10, {}, { timeout: 2, maxRetries: 4 });
	expect(error).toBeUndefined();
	// What nobody answered stays open at the sandbox.
	expect(gathered.most).toBeLessThanOrEqual(FIRST + FIRST / 2);
});

describe('While Retry-After holds all', () => {
	const hold = async (seconds: number) => {
		sandbox.faults.add({ status: 429, headers: { 'retry-after': String(seconds) } });
		const { error } = await read(1, {}, ONE_TRY);
		expect(error?.message).toBe('Ultravox asks for fewer requests');
		expect(sandbox.requests).toHaveLength(1);
	};

	it('another execution waits as well', async () => {
		await hold(2);
		const { error } = await read(3);
		expect(error).toBeUndefined();
		expect(longestPause()).toBeGreaterThan(1900);
	});

	it('an execution that is cancelled ends at once, and the others go on', async () => {
		await hold(60);
		const controller = new AbortController();
		const waiting = read(3, { signal: controller.signal });
		await sleep(100);
		controller.abort();
		expect((await waiting).status).toBe('canceled');
		expect(sandbox.requests).toHaveLength(1);
	});

	it('a list to choose from is asked for, as nobody would wait for it', async () => {
		await hold(60);
		const { results } = await callListSearch(Ultravox, 'searchAgents', {
			credentials: credentials(),
		});
		expect(results).toHaveLength(3);
	});

	it('for longer than a request waits, it is for the one that was told only', async () => {
		await hold(3600);
		expect((await read(3)).error).toBeUndefined();
	});
});

it('a call that may not be placed yet holds nothing else', async () => {
	const [{ agentId: id }] = sandbox.seedAgents(1);
	sandbox.faults.add({ method: 'POST', status: 429, headers: { 'retry-after': '60' } });
	const placed = await run({
		...{ resource: 'call', operation: 'create', medium: 'webRtc', options: ONE_TRY },
		agentId: { __rl: true, mode: 'id', value: id },
	});
	expect(placed.error?.message).toBe('Ultravox asks for fewer requests');
	expect((await read(3)).error).toBeUndefined();
});

it('executions take turns: a short one does not wait for a long one to end', async () => {
	sandbox.switches.latencyMs = 200;
	const long = read(140);
	await until(() => sandbox.requests.length >= FIRST);
	sandbox.seedConfig('twilio');
	const short = await run({ operation: 'get', options: ONE_TRY });
	expect(short.error).toBeUndefined();
	const place = sandbox.requests.findIndex(({ path }) => path.includes('twilio'));
	expect(place).toBeLessThan(100);
	expect((await long).error).toBeUndefined();
});

it('accounts have windows of their own', async () => {
	sandbox.faults.add({ status: 429, headers: { 'retry-after': '60' } });
	await read(1, {}, ONE_TRY);
	const secondKey = { ultravoxApi: { apiKey: sandbox.secondApiKey, baseUrl: sandbox.url } };
	expect((await read(3, { credentials: secondKey })).error).toBeUndefined();
});
