import { createHmac } from 'crypto';
import { DataDeduplicationService } from 'n8n-core';
import {
	sleep,
	type DeduplicationItemTypes,
	type IDataDeduplicator,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { newProcess } from '../../support/harness/new-process';
import {
	webhookNode,
	type WebhookHarness,
	type WebhookOptions,
} from '../../support/harness/webhook';
import { inRealTime } from '../../support/harness/shortWaits';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox();
let sandbox: Sandbox;
let nodes = 0;

beforeEach(() => {
	({ sandbox } = account);
});

const MINUTES = 60_000;
const ALL = ['call.started', 'call.joined', 'call.ended', 'call.billed'];
const credentials = () => ({ ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } });

/** Each under a name of its own, as one process remembers what each has seen. */
const trigger = (parameters: INodeParameters, more: Partial<WebhookOptions>) =>
	webhookNode({
		node: UltravoxTrigger,
		nodeName: `Trigger ${++nodes}`,
		parameters: { events: ALL, ...parameters },
		credentials: credentials(),
		...more,
	});

async function activated(parameters: INodeParameters = {}, more: Partial<WebhookOptions> = {}) {
	const harness = trigger(parameters, more);
	await harness.activate();
	return harness;
}

const webhookOf = (harness: WebhookHarness) => {
	const found = [...sandbox.state.webhooks.values()].find(({ url }) => url === harness.webhookUrl);
	if (!found) throw new Error('Nothing is registered.');
	return found;
};

interface Signing {
	secrets?: string[];
	timestamp?: string;
	headers?: Record<string, string>;
}

/** What Ultravox sends for a body. */
function signed(harness: WebhookHarness, body: unknown, signing: Signing = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const { timestamp = new Date().toISOString(), headers = {} } = signing;
	const secrets = signing.secrets ?? webhookOf(harness).secrets;
	const signature = secrets
		.map((secret) => createHmac('sha256', secret).update(text).update(timestamp).digest('hex'))
		.join(', ');
	return {
		body: text,
		headers: {
			'X-Ultravox-Webhook-Timestamp': timestamp,
			'X-Ultravox-Webhook-Signature': signature,
			...headers,
		},
	};
}

const report = (event = 'call.ended', callId = '3f0a8c1e-5b7d-4e29-9a61-0c4d2e8f7b15') => ({
	event,
	call: { callId, created: '2025-03-04T05:06:07Z' },
});

const expectRefused = (delivery: Awaited<ReturnType<WebhookHarness['deliver']>>) => {
	expect(delivery).toMatchObject({
		status: 401,
		body: '{"message":"Unauthorized"}',
		started: false,
		items: [],
	});
	expect(delivery.error).toBeUndefined();
};

describe('a genuine delivery', () => {
	it('is acknowledged and starts the workflow with event and call', async () => {
		const harness = await activated();
		const delivery = await harness.deliver(signed(harness, report()));
		expect(delivery).toMatchObject({ status: 204, started: true });
		expect(delivery.items).toEqual([{ json: report() }]);
	});

	it('is known by any of the secrets, before and after a rotation', async () => {
		const staticData: IDataObject = {};
		const nodeName = 'Rotated';
		const before = await activated({}, { staticData, nodeName });
		const [first] = webhookOf(before).secrets;
		const after = await activated({ options: { secretVersion: 2 } }, { staticData, nodeName });
		const [second] = webhookOf(after).secrets;
		const start = async (callId: string, secrets: string[]) =>
			(await after.deliver(signed(after, report('call.ended', callId), { secrets }))).started;
		expect(await start('a', [first])).toBe(true);
		expect(await start('b', [second])).toBe(true);
		expect(await start('c', [second, first])).toBe(true);

		const alone = await activated(
			{ options: { secretVersion: 2, keepPreviousSecret: false } },
			{ staticData, nodeName },
		);
		const dropped = await alone.deliver(
			signed(alone, report('call.ended', 'd'), { secrets: [first] }),
		);
		expect(dropped.started).toBe(false);
		const current = await alone.deliver(
			signed(alone, report('call.ended', 'e'), { secrets: [second] }),
		);
		expect(current.started).toBe(true);
	});

	it('is let in within the tolerance that the user has set', async () => {
		const timestamp = new Date(Date.now() - 20 * MINUTES).toISOString();
		const strict = await activated();
		expect(await strict.deliver(signed(strict, report(), { timestamp }))).toMatchObject({
			status: 401,
		});
		const patient = await activated({ options: { timestampTolerance: 1800 } });
		expect(await patient.deliver(signed(patient, report(), { timestamp }))).toMatchObject({
			status: 204,
			started: true,
		});
	});

	it('may lack the name of the event, as in older documentation', async () => {
		const harness = await activated();
		const { call } = report();
		const delivery = await harness.deliver(signed(harness, { call: { ...call, ended: 'now' } }));
		expect(delivery).toMatchObject({ started: true, items: [{ json: { event: 'call.ended' } }] });
	});

	it.each([
		['an unknown event', { event: 'call.paused', call: { callId: 'x' } }],
		['no call', { event: 'call.ended' }],
		['an event that is not chosen', report('call.started')],
		[
			'a call of another agent',
			{
				event: 'call.ended',
				call: { callId: 'x', agentId: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413' },
			},
		],
	])('with %s is acknowledged and starts nothing', async (_, body) => {
		const [agentId] = sandbox.state.agents.keys();
		const harness = await activated({
			events: ['call.ended'],
			agentId: { __rl: true, mode: 'id', value: agentId },
		});
		expect(await harness.deliver(signed(harness, body))).toMatchObject({
			status: 204,
			started: false,
		});
	});
});

describe('anything else', () => {
	const late = new Date(Date.now() - 6 * MINUTES).toISOString();
	const early = new Date(Date.now() + 6 * MINUTES).toISOString();

	it.each<[string, Signing]>([
		['signed with another secret', { secrets: ['another'] }],
		['signed with no secret', { secrets: [] }],
		['sent late', { timestamp: late }],
		['sent ahead of time', { timestamp: early }],
		['without a time', { timestamp: '' }],
		['with a wrong signature', { headers: { 'X-Ultravox-Webhook-Signature': '0'.repeat(64) } }],
	])('%s is refused', async (_, signing) => {
		const harness = await activated();
		expectRefused(await harness.deliver(signed(harness, report(), signing)));
	});

	it('without a signature is refused, whatever the type of its body', async () => {
		const harness = await activated();
		expectRefused(await harness.deliver({ body: JSON.stringify(report()) }));
		expectRefused(await harness.deliver({ body: '' }));
		const headers = { 'content-type': 'text/plain' };
		expectRefused(await harness.deliver({ body: 'hello', headers }));
	});

	it('changed on the way is refused', async () => {
		const harness = await activated();
		const delivery = signed(harness, report());
		expectRefused(await harness.deliver({ ...delivery, body: `${delivery.body} ` }));
	});

	it('cannot start an execution through an option that does not work', async () => {
		const staticData: IDataObject = {};
		const nodeName = 'Broken';
		await activated({}, { staticData, nodeName });
		// An expression that cannot be read at all.
		const broken = trigger(
			{ options: { timestampTolerance: '={{ $json. }}' } },
			{ staticData, nodeName },
		);
		expectRefused(await broken.deliver({ body: JSON.stringify(report()) }));
		// A genuine one shows the user what is wrong, and comes again.
		const { status, error } = await broken.deliver(signed(broken, report()));
		expect(status).toBe(500);
		expect(error).toBeDefined();
	});

	it('that is genuine but no JSON is refused', async () => {
		const harness = await activated();
		const headers = { 'content-type': 'text/plain' };
		for (const body of ['event=call.ended', '[]', 'null', '']) {
			expect(await harness.deliver(signed(harness, body, { headers }))).toMatchObject({
				status: 400,
				started: false,
			});
		}
		expect(await harness.deliver(signed(harness, '{"event":'))).toMatchObject({
			status: 422,
			started: false,
		});
	});
});

describe('duplicates', () => {
	it('start one execution, however they are signed', async () => {
		const harness = await activated();
		const started: boolean[] = [];
		for (let time = 0; time < 5; time++) {
			const timestamp = new Date(Date.now() + time).toISOString();
			const delivery = await harness.deliver(signed(harness, report(), { timestamp }));
			expect(delivery.status).toBe(204);
			started.push(delivery.started);
		}
		expect(started).toEqual([true, false, false, false, false]);
		expect((await harness.deliver(signed(harness, report('call.billed')))).started).toBe(true);
		expect((await harness.deliver(signed(harness, report('call.ended', 'b')))).started).toBe(true);
	});

	it('start one execution when they arrive at once', async () => {
		const harness = await activated();
		const calls = Array.from({ length: 100 }, (_, index) => `call ${index}`);
		const deliveries = await Promise.all(
			[...calls, ...calls].map(
				async (callId) => await harness.deliver(signed(harness, report('call.ended', callId))),
			),
		);
		const started = deliveries.filter((delivery) => delivery.started);
		const ids = started.map(({ items }) => (items[0].json.call as IDataObject).callId);
		expect(ids.sort()).toEqual(calls.sort());

		// Each delivery saved what it knew; the last one has to have known all.
		const [data] = Object.values(harness.staticData) as Array<{ seen: string }>;
		expect(data.seen.split(' ')).toHaveLength(100);
	});

	it('are known to a process that was not there', async () => {
		const harness = await activated();
		await harness.deliver(signed(harness, report()));
		const { deliver } = await otherProcess();
		expect(await deliver(harness, report())).toBe(false);
		expect(await deliver(harness, report('call.ended', 'b'))).toBe(true);
	});

	it('are saved again when somebody has overwritten what n8n keeps', async () => {
		const harness = await activated();
		await harness.deliver(signed(harness, report()));
		const [data] = Object.values(harness.staticData) as IDataObject[];
		const { seen } = data;
		expect(seen).toMatch(/^\S+$/);
		delete data.seen;
		expect((await harness.deliver(signed(harness, report()))).started).toBe(false);
		expect(Object.values(harness.staticData)).toMatchObject([{ seen }]);
	});

	it('start the workflow each time where the user wants that, and in tests', async () => {
		const open = await activated({ options: { ignoreDuplicates: false } });
		const test = await activated({}, { test: true });
		for (const harness of [open, test]) {
			for (const time of [1, 2]) {
				const delivery = await harness.deliver(signed(harness, report()));
				expect({ time, started: delivery.started }).toEqual({ time, started: true });
			}
		}
	});

	async function otherProcess() {
		const node = await newProcess();
		return {
			deliver: async (first: WebhookHarness, body: unknown) => {
				const { staticData } = first;
				const second = webhookNode({
					node,
					nodeName: `Trigger ${nodes}`,
					parameters: { events: ALL },
					credentials: credentials(),
					staticData,
				});
				return (await second.deliver(signed(first, body))).started;
			},
		};
	}
});

describe('the output', () => {
	const SOME_TEXT = expect.stringMatching(/\w/) as unknown;
	const run = async (
		event: string,
		call: IDataObject,
		parameters: INodeParameters = {},
	): Promise<RunResult> =>
		await runNode({
			node: UltravoxTrigger,
			parameters: { events: ALL, ...parameters },
			credentials: credentials(),
			items: [{ event, call }],
			mode: 'webhook',
		});
	/** What the webhook would carry: the call before there is a summary. */
	const finished = () => {
		const [{ callId, agentId }] = sandbox.calls.seed(1);
		const at = '2025-03-04T05:06:07Z';
		const call = { callId, agentId, created: at, joined: at, ended: at, summary: null };
		return { callId, call };
	};
	const reads = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);

	it('is event and simplified call, without a request', async () => {
		const { callId, call } = finished();
		const { json } = await succeed(run('call.started', call));
		expect(json).toEqual([
			{ event: 'call.started', call: expect.objectContaining({ callId, status: 'ended' }) },
		]);
		expect(reads()).toEqual([]);
	});

	it('is the whole call where that is wanted, without secrets', async () => {
		const { call } = finished();
		const callbacks = { ended: { url: 'https://x.example.com', secrets: ['callback-secret'] } };
		const result = await run('call.ended', { ...call, callbacks }, { simplify: false });
		expect(result.json).toEqual([
			{
				event: 'call.ended',
				call: { ...call, callbacks: { ended: { url: 'https://x.example.com' } } },
			},
		]);
	});

	it('has the summary and the transcript of an ended call', async () => {
		const { callId, call } = finished();
		sandbox.calls.say(callId, 'AGENT', 'Hello, who is this?');
		sandbox.calls.say(callId, 'USER', 'Ada.');
		const options = { summaryWait: 5, includeTranscript: true };
		const { json } = await run('call.ended', call, { options });
		expect(json).toMatchObject([
			{
				call: {
					callId,
					summary: SOME_TEXT,
					shortSummary: SOME_TEXT,
				},
			},
		]);
		expect(json[0].transcript).toMatch(/^Agent: Hello, who is this\?\nUser: Ada\.$/m);
		expect(json[0].messages).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ callId, role: 'agent', text: 'Hello, who is this?' }),
				expect.objectContaining({ callId, role: 'user', text: 'Ada.' }),
			]),
		);
		expect(reads()).toEqual([`GET /api/calls/${callId}`, `GET /api/calls/${callId}/messages`]);
		expect(sandbox.requests[1].query).toMatchObject({ mode: 'in_call' });
	});

	describe('that is not complete', () => {
		inRealTime();

		it('waits for the summary and goes on without it when the time is over', async () => {
			const { callId, call } = finished();
			const stored = sandbox.state.calls.get(callId);
			if (stored) stored.summarized = false;
			const { json } = await succeed(run('call.ended', call, { options: { summaryWait: 3 } }));
			expect(json).toMatchObject([{ event: 'call.ended', call: { callId, summary: null } }]);
			expect(reads().length).toBeGreaterThanOrEqual(2);
			expect(reads().length).toBeLessThanOrEqual(4);
		});
	});

	it('does not wait for the summary of a call that nobody answered, or of other events', async () => {
		const { call } = finished();
		const options = { summaryWait: 60, includeTranscript: true };
		await run('call.billed', call, { options });
		await run('call.ended', { ...call, joined: null, endReason: 'unjoined' }, { options });
		expect(reads().filter((request) => !request.endsWith('/messages'))).toEqual([]);
	});

	it('is an execution that can be run again when the API refuses', async () => {
		const { call } = finished();
		sandbox.faults.add({ path: /messages/, status: 403, body: { detail: 'Not allowed.' } });
		const { error, status } = await run('call.ended', call, {
			options: { includeTranscript: true },
		});
		expect(status).toBe('error');
		expect(error?.message).toBe('The API key is not allowed to do this');
	});
});

describe('an execution for an event that another execution had', () => {
	/** n8n's record of what a node has handled, as its database keeps it: one row, read and written as a whole. */
	class Rows implements IDataDeduplicator {
		row: string[] | undefined;

		async checkProcessedAndRecord(items: DeduplicationItemTypes[]) {
			const before = this.row;
			await sleep(1);
			if (!before && this.row) throw new Error('UNIQUE constraint failed');
			const known = items.filter((item) => before?.includes(String(item)));
			const fresh = items.filter((item) => !known.includes(item));
			this.row = [...(before ?? []), ...fresh.map(String)];
			return { new: fresh, processed: known };
		}

		async removeProcessed() {}
		async clearAllProcessedItems() {}
		async getProcessedDataCount() {
			return this.row?.length ?? 0;
		}
	}
	const rows = new Rows();

	beforeAll(async () => await DataDeduplicationService.init(rows));
	beforeEach(() => {
		rows.row = undefined;
	});

	const run = async (event: string, callId: string, more: Partial<RunOptions> = {}) => {
		const { json } = await succeed(
			runNode({
				node: UltravoxTrigger,
				parameters: { events: ALL },
				credentials: credentials(),
				items: [report(event, callId)],
				mode: 'webhook',
				...more,
			}),
		);
		return json.length;
	};

	it('ends without output', async () => {
		expect(await run('call.ended', 'a')).toBe(1);
		expect(await run('call.ended', 'a')).toBe(0);
		expect(await run('call.billed', 'a')).toBe(1);
		expect(await run('call.ended', 'b')).toBe(1);
	});

	it('keeps count of many at once', async () => {
		const calls = Array.from({ length: 20 }, (_, index) => `call ${index}`);
		const twice = [...calls, ...calls];
		const items = await Promise.all(twice.map(async (call) => await run('call.ended', call)));
		expect(items.reduce((sum, count) => sum + count)).toBe(20);
	});

	it('goes on in retries, in the editor, and where duplicates are wanted', async () => {
		expect(await run('call.ended', 'a')).toBe(1);
		expect(await run('call.ended', 'a', { mode: 'retry' })).toBe(1);
		expect(await run('call.ended', 'a', { mode: 'manual' })).toBe(1);
		const parameters = { events: ALL, options: { ignoreDuplicates: false } };
		expect(await run('call.ended', 'a', { parameters })).toBe(1);
	});

	it('is not recorded before it has what was asked for', async () => {
		sandbox.faults.add({ path: /messages/, status: 403 });
		const parameters = { events: ALL, options: { includeTranscript: true } };
		const [{ callId }] = sandbox.calls.seed(1);
		const failed = await runNode({
			node: UltravoxTrigger,
			parameters,
			credentials: credentials(),
			items: [report('call.ended', callId)],
			mode: 'webhook',
		});
		expect(failed.status).toBe('error');
		expect(await run('call.ended', callId, { parameters })).toBe(1);
	});
});
