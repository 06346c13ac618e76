import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode } from '../../support/harness';

const DAY_MS = 86_400_000;

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

/** Ten calls of a minute on each of three days of last month, and one long before. */
const FIRST = '2026-03-10';

beforeEach(() => {
	({ sandbox } = account);
	for (const days of [-60, 0, 1, 2]) {
		sandbox.calls.seed(days < 0 ? 1 : 10).forEach((call, index) => {
			const at = Date.parse(`${FIRST}T08:00:00Z`) + days * DAY_MS + index * 60_000;
			Object.assign(call, {
				created: new Date(at).toISOString(),
				joined: new Date(at + 1_000).toISOString(),
				ended: new Date(at + 91_000).toISOString(),
				billed: new Date(at + 99_000).toISOString(),
			});
		});
	}
});

const run = async (parameters: INodeParameters, items: IDataObject[] = [{}]) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'account', operation: 'getUsage', ...parameters },
		credentials: account.credentials(),
		items,
	});
const march: INodeParameters = { period: 'range', fromDate: '2026-03-01', toDate: '2026-03-31' };
const queries = () => sandbox.requests.map(({ query }) => query);

describe('Minutes', () => {
	it('gives the minutes of each day', async () => {
		const { json } = await succeed(run(march));
		expect(json).toEqual([
			{ date: '2026-03-10', minutes: 15, sipMinutes: 0 },
			{ date: '2026-03-11', minutes: 15, sipMinutes: 0 },
			{ date: '2026-03-12', minutes: 15, sipMinutes: 0 },
		]);
	});

	it('gives one row for the period, its last day included', async () => {
		const { json } = await succeed(
			run({ ...march, fromDate: '2026-03-11', toDate: '2026-03-12', resolution: 'total' }),
		);
		expect(json).toEqual([{ from: '2026-03-11', to: '2026-03-12', minutes: 30, sipMinutes: 0 }]);
		expect(queries()).toEqual([{ fromDate: '2026-03-11', toDate: '2026-03-13' }]);
	});

	it('takes a period for each item', async () => {
		const { json } = await succeed(
			run(
				{
					period: 'range',
					fromDate: '={{ $json.from }}',
					toDate: '={{ $json.to }}',
					resolution: 'total',
				},
				[
					{ from: '2026-01-01', to: '2026-01-31' },
					{ from: '2026-03-01T00:00:00', to: '2026-03-31T23:59:59' },
				],
			),
		);
		expect(json).toMatchObject([
			{ from: '2026-01-01', to: '2026-01-31', minutes: 1.5 },
			{ from: '2026-03-01', to: '2026-03-31', minutes: 45 },
		]);
	});

	it('asks for last month by default', async () => {
		await succeed(run({}));
		const [{ fromDate, toDate }] = queries() as Array<Record<string, string>>;
		expect(fromDate).toMatch(/-01$/);
		expect(toDate).toMatch(/-01$/);
		const next = new Date(fromDate);
		next.setUTCMonth(next.getUTCMonth() + 1);
		expect(toDate).toBe(next.toISOString().slice(0, 10));
		expect(Date.parse(toDate)).toBeLessThanOrEqual(Date.now() + DAY_MS);
	});

	it('asks for this month until today', async () => {
		await succeed(run({ period: 'thisMonth' }));
		const [{ fromDate, toDate }] = queries() as Array<Record<string, string>>;
		const days = (Date.parse(toDate) - Date.parse(fromDate)) / DAY_MS;
		expect(fromDate).toMatch(/-01$/);
		expect(days).toBeGreaterThanOrEqual(1);
		expect(days).toBeLessThanOrEqual(31);
	});

	it('takes ninety days, and refuses one more', async () => {
		const period = { period: 'range', fromDate: '2026-01-01' };
		await succeed(run({ ...period, toDate: '2026-03-31' }));
		sandbox.requests.splice(0);
		const { error } = await run({ ...period, toDate: '2026-04-01' });
		expect(error?.message).toContain('91 days, and 90 is the most');
		expect(sandbox.requests).toEqual([]);
	});

	it('gives the whole answer without Simplify', async () => {
		const { json } = await succeed(run({ ...march, simplify: false }));
		expect(json).toMatchObject([{ totalMinutes: 45, dailyUsage: [{}, {}, {}] }]);
	});
});

describe('Calls', () => {
	it('gives the calls of each day', async () => {
		const { json } = await succeed(run({ ...march, report: 'calls' }));
		expect(json).toHaveLength(3);
		expect(json[0]).toEqual({
			date: '2026-03-10',
			calls: 10,
			joinedCalls: 10,
			failedCalls: 0,
			duration: 900,
			billedMinutes: 15,
		});
	});

	it('adds them up, of the period only, which may be long', async () => {
		const { json } = await succeed(
			run({ ...march, fromDate: '2025-03-01', report: 'calls', resolution: 'total' }),
		);
		expect(json).toMatchObject([{ calls: 31, duration: 2790, billedMinutes: 46.5 }]);
	});
});

describe('Concurrency', () => {
	const day = { ...march, fromDate: FIRST, toDate: FIRST, report: 'concurrency' };

	it.each([
		['day', 1],
		['hour', 24],
		['5min', 288],
		['minute', 1440],
	])('divides the period: %s', async (resolution, count) => {
		const { json } = await succeed(run({ ...day, resolution }));
		expect(json).toHaveLength(count);
		expect(json[0]).toEqual({
			start: `${FIRST}T00:00:00.000Z`,
			mostCalls: expect.any(Number),
			mostJoinedCalls: expect.any(Number),
			averageCalls: expect.any(Number),
			averageJoinedCalls: expect.any(Number),
		});
	});

	it('gives the most of the whole period', async () => {
		const { json } = await succeed(run({ ...march, report: 'concurrency', resolution: 'total' }));
		expect(json).toEqual([
			{ from: '2026-03-01', to: '2026-03-31', mostCalls: 10, mostJoinedCalls: 10 },
		]);
	});

	it('does not ask about what is to come', async () => {
		await succeed(run({ period: 'thisMonth', report: 'concurrency' }));
		const [{ start, end }] = queries() as Array<Record<string, string>>;
		const isEarly = Date.parse(start) >= Date.now();
		expect(isEarly || Date.parse(end) <= Date.now()).toBe(true);
	});
});

it.each<[string, INodeParameters]>([
	[
		'To: 2026-03-01 is before 2026-03-02',
		{ ...march, fromDate: '2026-03-02', toDate: '2026-03-01' },
	],
	['From: "soon" is not a date', { ...march, fromDate: 'soon' }],
	['Parameter "From" is required', { ...march, fromDate: '' }],
	['To: the expression gives no value', { ...march, toDate: '={{ $json.none }}' }],
	['From: 2999-01-01 has not come yet', { ...march, fromDate: '2999-01-01', toDate: '2999-01-31' }],
	['Report: "costs" is not a choice', { ...march, report: '={{ "costs" }}' }],
	['One Item For: "hour" is not a choice', { ...march, resolution: '={{ "hour" }}' }],
])('refuses before any request: %s', async (message, parameters) => {
	const { error } = await run(parameters);
	expect(error?.message).toContain(message);
	expect(sandbox.requests).toEqual([]);
});

it('refuses an answer that is no usage, instead of reporting nothing', async () => {
	sandbox.faults.add({ path: /usage$/, status: 200, body: { detail: 'Welcome' } });
	const { error, json } = await run(march);
	expect(error).toBeDefined();
	expect(json ?? []).toEqual([]);
});
