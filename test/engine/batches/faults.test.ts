import { sleep, type IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Fault, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

type Parameters = NonNullable<RunOptions['parameters']>;

jest.setTimeout(30_000);

const account = useSandbox({ agents: 10 });
let sandbox: Sandbox;
let agents: string[];

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	agents = [...sandbox.state.agents.keys()];
});

const phone = (index: number) => `+1555${String(1_000_000 + index)}`;
const create = async (
	count: number,
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
	parameters: Parameters = {},
) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'callBatch',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: '={{ $json.agent }}' },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			rowId: '={{ $json.phone }}',
			options: { timeout: 1, maxRetries: 2, ...options } as Parameters,
			...parameters,
		},
		credentials: account.credentials(),
		items: Array.from({ length: count }, (_, index) => ({
			phone: phone(index),
			agent: agents[0],
		})),
		...more,
	});

const batches = () => [...sandbox.state.batches.values()];
const scheduled = () =>
	batches().flatMap(({ calls }) => calls.map(({ metadata }) => metadata?.n8nRowId));
const posts = () => sandbox.requests.filter(({ method }) => method === 'POST');
const onPost = (fault: Fault) => sandbox.faults.add({ method: 'POST', ...fault });

/** Whatever happens to the answer of a request that took effect. */
const LOST: Array<[string, Fault]> = [
	['a reset before the answer', { reset: 'before' }],
	['a reset in the middle of the answer', { reset: 'middle' }],
	['half an answer', { truncated: true }],
	['a broken answer', { malformed: true }],
	['a web page', { status: 200, body: '<html>Hello</html>' }],
	['no answer', { never: true }],
	['status 500', { status: 500 }],
	['status 502 of something in between', { status: 502, body: '<html>Bad gateway</html>' }],
	['status 504', { status: 504 }],
	['status 503 without Retry-After', { status: 503 }],
];

describe('an answer that is lost', () => {
	it.each(LOST)('%s after the batch was made: it is found, and made once', async (_, fault) => {
		onPost({ ...fault, applyFirst: true });
		const { json } = await succeed(create(3));
		expect(posts()).toHaveLength(1);
		expect(batches()).toHaveLength(1);
		expect(json).toMatchObject([{ batchId: batches()[0].batchId, totalCount: 3, isNew: true }]);
	});

	it('before the batch was made: it says so, whatever happened, and asks once', async () => {
		// Each on an agent of its own, all at once: the step looks for the batch for some seconds.
		const errors = await Promise.all(
			LOST.map(async ([name, fault], index) => {
				const agent = agents[index];
				onPost({ ...fault, path: `/api/agents/${agent}/scheduled_batches` });
				const { error } = await create(0, { timeout: 3 }, { items: [{ phone: phone(1), agent }] });
				return [name, error?.description] as const;
			}),
		);
		for (const [name, description] of errors) {
			expect([name, description]).toEqual([name, expect.stringContaining('there was none yet')]);
		}
		expect(posts()).toHaveLength(LOST.length);
		expect(batches()).toEqual([]);
	});

	it('is not confused with a batch of an earlier run', async () => {
		await create(3);
		onPost({ status: 500 });
		const { error } = await create(3);
		expect(error?.description).toContain('there was none yet');
		expect(batches()).toHaveLength(1);
	});

	it('calls nobody twice when the workflow is run again', async () => {
		onPost({ status: 500, applyFirst: true });
		sandbox.faults.add({ method: 'GET', status: 500, times: 9 });
		const first = await create(3, { maxRetries: 0 });
		expect(first.error?.description).toContain('It is not known whether');
		sandbox.faults.clear();
		const second = await create(3, { skipEarlierRows: true });
		expect(second.json).toMatchObject([{ isNew: false, totalCount: 3 }]);
		expect(scheduled().sort()).toEqual([phone(0), phone(1), phone(2)]);
	});
});

describe('a service that did nothing', () => {
	it.each<[string, Fault]>([
		['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
		['429', { status: 429 }],
		['503 with Retry-After', { status: 503, headers: { 'retry-after': '0' } }],
	])('%s is waited for, and the batch made once', async (_, fault) => {
		onPost({ ...fault, times: 2 });
		await succeed(create(3));
		expect(posts()).toHaveLength(3);
		expect(batches()).toHaveLength(1);
	});

	it.each([402, 403])('%i is worded as what it is here', async (status) => {
		onPost({ status, body: { detail: 'Not in your plan.' } });
		const { error } = await create(3);
		expect(error?.message).toBe('This Ultravox account cannot use call batches');
		expect(error?.description).toMatch(/premium feature.*Not in your plan\./);
	});

	it('an agent that is not there', async () => {
		sandbox.state.agents.delete(agents[0]);
		const { error } = await create(1);
		expect(error?.message).toBe('Ultravox does not have this agent');
	});
});

describe('rows that the service refuses', () => {
	const refusal = { medium: { twilio: { outgoing: { to: ['Not allowed.'] } } } };
	const fault: Fault = { status: 400, body: { calls: [{}, refusal, {}, refusal] } };

	it('are named as rows of the input', async () => {
		onPost(fault);
		const { error } = await create(4);
		expect(error?.message).toBe('Rows 2 and 4: To: Not allowed.');
		expect(error?.httpCode).toBe('400');
	});

	it('go to the error output, and the others are sent', async () => {
		onPost(fault);
		const { items, errorItems } = await create(4, {}, { onError: 'continueErrorOutput' });
		expect(scheduled()).toEqual([phone(0), phone(2)]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }, { item: 2 }]]);
		expect(errorItems.map(({ json }) => json.error)).toEqual([
			'Row 2: To: Not allowed.',
			'Row 4: To: Not allowed.',
		]);
	});

	it('a window that is too short is told with its label', async () => {
		onPost({ status: 400, body: { windowEnd: ['At least 5 minutes are needed.'] } });
		const { error } = await create(4);
		expect(error?.message).toBe('Window End: At least 5 minutes are needed.');
	});
});

describe('the second of two batches', () => {
	const items = () =>
		[0, 1, 2].map((index) => ({ phone: phone(index), agent: agents[index === 1 ? 1 : 0] }));

	it('that fails does not hide the first', async () => {
		onPost({ after: 1, status: 400, body: { detail: 'No.' } });
		const { error } = await create(0, {}, { items: items() });
		expect(error?.description).toContain(
			`Rows 1 and 3 had been sent before, as batch ${batches()[0].batchId}.`,
		);
	});

	it('that fails leaves the output of the first when the node continues on fail', async () => {
		onPost({ after: 1, status: 400, body: { detail: 'No.' } });
		const { items: done, errorItems } = await create(
			0,
			{},
			{ items: items(), onError: 'continueErrorOutput' },
		);
		expect(done).toMatchObject([
			{ json: { batchId: batches()[0].batchId }, pairedItem: [{ item: 0 }, { item: 2 }] },
		]);
		expect(errorItems).toMatchObject([{ pairedItem: { item: 1 } }]);
	});
});

describe('Retry On Fail of n8n', () => {
	const retryOnFail = { maxTries: 3, waitBetweenTries: 1 };

	it('does not send the first of two batches again', async () => {
		const items = [0, 1].map((index) => ({ phone: phone(index), agent: agents[index] }));
		onPost({ path: `/api/agents/${agents[1]}/scheduled_batches`, status: 400 });
		const { json } = await succeed(create(0, {}, { items, retryOnFail }));
		expect(posts()).toHaveLength(3);
		expect(json.map(({ batchId }) => batchId)).toEqual(batches().map(({ batchId }) => batchId));
		expect(scheduled()).toEqual([phone(0), phone(1)]);
	});

	it('finds the batch that could not be looked up the first time', async () => {
		onPost({ status: 500, applyFirst: true });
		sandbox.faults.add({ method: 'GET', status: 500 });
		const { json } = await succeed(create(3, { maxRetries: 0 }, { retryOnFail }));
		expect(posts()).toHaveLength(1);
		expect(json).toMatchObject([{ batchId: batches()[0].batchId, isNew: true }]);
	});

	it('does not send again what may have been taken', async () => {
		onPost({ status: 500 });
		const { error } = await create(3, {}, { retryOnFail: { ...retryOnFail, maxTries: 2 } });
		expect(posts()).toHaveLength(1);
		expect(error?.message).toMatch(/^Rows 1–3: not sent again/);
	});

	it('sends again what was refused', async () => {
		onPost({ status: 400, body: { detail: 'Not now.' } });
		await succeed(create(3, {}, { retryOnFail }));
		expect(batches()).toHaveLength(1);
	});
});

it('a cancelled execution stops without sending the next batch', async () => {
	const stop = new AbortController();
	onPost({ never: true });
	const items = [0, 1].map((index) => ({ phone: phone(index), agent: agents[index] }));
	const more = { items, signal: stop.signal, onError: 'continueErrorOutput' as const };
	const done = create(0, { timeout: 20 }, more);
	while (posts().length === 0) await sleep(20);
	stop.abort();
	const { status } = await done;
	expect(status).toBe('canceled');
	expect(posts()).toHaveLength(1);
});
