import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, runNode, type RunOptions, type RunResult } from '../../support/harness';
import { expectSuccess, succeed } from '../../support/expectSuccess';
import { useSandbox } from '../../support/account';

type Parameters = NonNullable<RunOptions['parameters']>;
type More = Partial<Omit<RunOptions, 'node' | 'parameters'>>;

const FROM = '+15559876543';
const ONE_TRY = { maxRetries: 0 };

jest.setTimeout(60_000);

const account = useSandbox({ agents: 3 });
let sandbox: Sandbox;
let agent: string;
let otherAgent: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	[agent, otherAgent] = [...sandbox.state.agents.keys()];
});

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as Parameters;
const phone = (index: number) => `+1555${String(1_000_000 + index)}`;
const people = (count: number, change: (index: number) => IDataObject = () => ({})) =>
	Array.from({ length: count }, (_, index) => ({ phone: phone(index), ...change(index) }));

const credentials = () => ({ ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } });
const run = async (operation: string, parameters: Parameters = {}, more: More = {}) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'callBatch', operation, options: ONE_TRY, ...parameters },
		credentials: credentials(),
		...more,
	});
const create = async (items: IDataObject[], parameters: Parameters = {}, more: More = {}) =>
	await run(
		'create',
		{ agentId: byId(agent), to: '={{ $json.phone }}', from: FROM, ...parameters },
		{ items, ...more },
	);

const posts = () => sandbox.requests.filter(({ method }) => method === 'POST');
const sentCalls = (index = 0) => (posts()[index].body as { calls: IDataObject[] }).calls;
const batches = () => [...sandbox.state.batches.values()];
const pairs = ({ pairedItem }: INodeExecutionData) =>
	(pairedItem as Array<{ item: number }>).map(({ item }) => item);
const hints = ({ run: { data } }: RunResult) =>
	Object.values(data.resultData.runData).flatMap((runs) =>
		runs.flatMap(({ hints: some = [] }) => some.map(({ message }) => message)),
	);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('Create', () => {
	it('sends a thousand items as one request, each with an ID of its row', async () => {
		const { items } = await succeed(create(people(1000)));
		expect(sandbox.requests).toHaveLength(1);
		expect(posts()[0].path).toBe(`/api/agents/${agent}/scheduled_batches`);
		expect(Object.keys(posts()[0].body as IDataObject)).toEqual(['calls']);
		expect(sentCalls().map(({ medium }) => medium)).toEqual(
			upTo(1000).map((index) => ({ twilio: { outgoing: { to: phone(index), from: FROM } } })),
		);
		const rowIds = sentCalls().map(({ metadata }) => (metadata as IDataObject).n8nRowId);
		expect(new Set(rowIds).size).toBe(1000);

		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({
			agentId: agent,
			batchId: batches()[0].batchId,
			totalCount: 1000,
			isNew: true,
		});
		expect(pairs(items[0])).toEqual(upTo(1000));
	});

	it('takes what belongs to the batch from the node, and only what was set', async () => {
		sandbox.state.throttles.set('throttle', {
			seq: 1,
			throttleId: '5b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413',
			name: 'slow',
			created: '2026-01-01T00:00:00Z',
			rules: [{ maxCalls: 1, windowSeconds: 1 }],
			uses: [],
		});
		const before = Date.now();
		await succeed(
			create(people(3), {
				additionalFields: {
					windowStart: '={{ $now.plus({ hours: 1 }) }}',
					windowEnd: '={{ $now.plus({ hours: 9 }).toISO() }}',
					throttle: 'slow',
					paused: true,
				},
			}),
		);
		const { calls, ...settings } = posts()[0].body as IDataObject;
		expect(calls).toHaveLength(3);
		expect(settings).toEqual({
			windowStart: expect.stringMatching(/Z$/),
			windowEnd: expect.stringMatching(/Z$/),
			throttle: 'slow',
			paused: true,
		});
		const start = Date.parse(settings.windowStart as string) - before;
		expect(start).toBeGreaterThanOrEqual(3_600_000);
		expect(start).toBeLessThan(3_700_000);
	});

	it('gives each row its context and metadata, values of metadata as text', async () => {
		await succeed(
			create(
				people(2, (index) => ({ name: `P${index}`, age: 40 + index })),
				{
					rowId: '={{ "C-" + $itemIndex }}',
					additionalFields: {
						templateContext: { values: [{ name: 'name', value: '={{ $json.name }}' }] },
						templateContextJson: '={{ $json }}',
						metadata: { values: [{ name: 'age', value: '={{ $json.age }}' }] },
					},
				},
			),
		);
		expect(sentCalls()[1]).toMatchObject({
			templateContext: { name: 'P1', age: 41, phone: phone(1) },
			metadata: { age: '41', n8nRowId: 'C-1' },
		});
	});

	it('names every row that is wrong, and sends nothing', async () => {
		const items = people(12, (index) =>
			[2, 6].includes(index) ? { phone: '555' } : index === 11 ? { phone: undefined } : {},
		);
		const { error } = await create(items);
		expect(error?.message).toBe('Rows 3, 7 and 12 cannot be sent');
		expect(error?.description).toContain('Rows 3 and 7: To: "555" is not a phone number');
		expect(error?.description).toContain('Row 12: To: the expression gives no value');
		expect(sandbox.requests).toEqual([]);
	});

	it('names the one row that is wrong, with its item', async () => {
		const { error } = await create(people(4, (index) => (index === 2 ? { phone: 'x' } : {})));
		expect(error?.message).toMatch(/^Row 3: To: "x" is not a phone number/);
		// n8n's editor would add a number of its own, counted from 0.
		expect(error?.context).not.toHaveProperty('itemIndex');
		expect(sandbox.requests).toEqual([]);
	});

	it('tells what is wrong with the batch itself once, not for every row', async () => {
		const { error } = await create(people(50), {
			additionalFields: { windowEnd: '2020-01-01T00:00:00Z' },
		});
		expect(error?.message).toBe('Window End: 2020-01-01T00:00:00.000Z has passed');
		expect(sandbox.requests).toEqual([]);
	});

	it('sends the right rows when the node continues on fail, and pairs the wrong ones', async () => {
		const items = people(5, (index) => (index % 2 ? { phone: 'x' } : {}));
		const { items: done, errorItems } = await create(items, {}, { onError: 'continueErrorOutput' });
		expect(sentCalls()).toHaveLength(3);
		expect(done).toHaveLength(1);
		expect(pairs(done[0])).toEqual([0, 2, 4]);
		expect(errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
		expect(errorItems[0].json.error).toMatch(/^Row 2: To: "x" is not a phone number/);
	});

	it.each([
		[{ metadataJson: { 'ultravox.x': '1' } }, /^Metadata: the name "ultravox.x" is reserved/],
		[{ metadataJson: { n8nRowId: '1' } }, /^Metadata: the name "n8nRowId" is used by this node/],
		[{ templateContextJson: '[1]' }, /^Template Context \(JSON\): /],
		[{ windowStart: '={{ $json.missing }}' }, /^Window Start: the expression gives no value/],
		[{ windowStart: '={{ $json.at }}' }, /^Row 2: Window Start: it is not the same as in Row 1/],
	])('refuses %j', async (additionalFields, message) => {
		const items = people(2, (index) => ({ at: `2099-01-0${index + 1}T00:00:00Z` }));
		const { error } = await create(items, { additionalFields } as Parameters);
		expect(error?.message).toMatch(message);
		expect(sandbox.requests).toEqual([]);
	});

	it('calls rows with one ID once if they are the same, and refuses them if not', async () => {
		const same = await create([{ phone: phone(1) }, { phone: phone(2) }, { phone: phone(1) }], {
			rowId: '={{ $json.phone }}',
		});
		expect(sentCalls()).toHaveLength(2);
		expect(pairs(same.items[0])).toEqual([0, 2, 1]);

		const clash = await create(people(3), { rowId: 'x' });
		expect(clash.error?.message).toMatch(
			/^Rows 2 and 3: Row ID: "x" also stands for Row 1, which is a different call/,
		);
		expect(posts()).toHaveLength(1);
	});

	it('makes a batch for each agent, and says so', async () => {
		const items = people(4, (index) => ({ agent: index < 3 ? agent : otherAgent }));
		const result = await create(items, { agentId: byId('={{ $json.agent }}') });
		expect(posts().map(({ path }) => path)).toEqual([
			`/api/agents/${agent}/scheduled_batches`,
			`/api/agents/${otherAgent}/scheduled_batches`,
		]);
		expect(result.items.map((item) => [item.json.agentId, pairs(item)])).toEqual([
			[agent, [0, 1, 2]],
			[otherAgent, [3]],
		]);
		expect(hints(result)).toEqual([expect.stringContaining('2 batches')]);
	});

	it('splits what is above 32 MB, and says so', async () => {
		const items = people(40);
		const result = await create(items, {
			options: { timeout: 60, maxRetries: 0 },
			additionalFields: { templateContextJson: '={{ { text: "x".repeat(1000000) } }}' },
		});
		expectSuccess(result);
		expect(posts()).toHaveLength(2);
		expect([...sentCalls(0), ...sentCalls(1)]).toHaveLength(40);
		expect(result.items.map(({ json }) => [json.part, json.parts])).toEqual([
			[1, 2],
			[2, 2],
		]);
		expect(result.items.flatMap(pairs)).toEqual(upTo(40));
		expect(hints(result)).toEqual([expect.stringContaining('32 MB')]);
	});
});

describe('calls that Ultravox does not dial', () => {
	const WEBHOOK = 'https://example.com/connect';

	it('need a webhook address, which goes with the batch', async () => {
		const without = await create(people(2), { medium: 'exotel' });
		expect(without.error?.message).toMatch(/^Webhook URL: it is needed/);
		expect(sandbox.requests).toEqual([]);

		const { json } = await succeed(create(people(2), { medium: 'exotel', webhookUrl: WEBHOOK }));
		expect(posts()[0].body).toMatchObject({ webhookUrl: WEBHOOK, calls: [{}, {}] });
		expect(JSON.stringify(json)).not.toContain(batches()[0].webhookSecret);
	});

	it('may be in one batch with calls that it dials', async () => {
		const mixed = {
			connection: '={{ $itemIndex === 1 ? "joinUrl" : "outgoing" }}',
		};
		const without = await create(people(3), mixed);
		expect(without.error?.message).toMatch(/^Row 2: Webhook URL: it is needed/);

		await succeed(create(people(3), { ...mixed, webhookUrl: WEBHOOK }));
		expect(
			sentCalls().map(({ medium }) => Object.keys((medium as IDataObject).twilio as object)),
		).toEqual([['outgoing'], [], ['outgoing']]);
	});

	it('refuses an address where all are dialled', async () => {
		const { error } = await create(people(2), {
			connection: '={{ "outgoing" }}',
			webhookUrl: WEBHOOK,
		});
		expect(error?.message).toMatch(/^Webhook URL: there is no use for it/);
		expect(sandbox.requests).toEqual([]);
	});

	it.each([
		[true, false],
		[false, false],
		[true, true],
		[false, true],
	])('show the secret only on request (simplify %s, asked for %s)', async (simplify, asked) => {
		const secret = 'sesame-open-the-door';
		const { json, stored } = await create(people(1), {
			medium: 'webRtc',
			webhookUrl: WEBHOOK,
			simplify,
			additionalFields: { webhookSecret: '={{ ["sesame", "open", "the", "door"].join("-") }}' },
			options: { ...ONE_TRY, includeWebhookSecret: asked },
		});
		expect(batches()[0].webhookSecret).toBe(secret);
		expect(json[0].webhookSecret).toBe(asked ? secret : simplify ? undefined : '***');
		expect(stored.includes(secret)).toBe(asked);
	});
});

describe('running Create again', () => {
	const again = {
		rowId: '={{ $json.phone }}',
		options: { ...ONE_TRY, skipEarlierRows: true },
	};

	it('calls nobody twice, and answers with the batch that is there', async () => {
		const first = await create(people(150), again);
		const second = await create(people(150), again);
		expect(posts()).toHaveLength(1);
		expect(second.items).toHaveLength(1);
		expect(second.json[0]).toMatchObject({ batchId: first.json[0].batchId, isNew: false });
		expect(pairs(second.items[0])).toEqual(upTo(150));
	});

	it('sends the rows that are new', async () => {
		await create(people(3), again);
		const { items } = await create(people(5), again);
		expect(sentCalls(1)).toHaveLength(2);
		expect(items.map((item) => [item.json.isNew, pairs(item)])).toEqual([
			[false, [0, 1, 2]],
			[true, [3, 4]],
		]);
	});

	it('sends rows again that were never called', async () => {
		await create(people(3), again);
		batches()[0].calls[1].status = 'EXPIRED';
		batches()[0].calls[2].status = 'ERROR';
		await create(people(3), again);
		expect(sentCalls(1).map(({ metadata }) => (metadata as IDataObject).n8nRowId)).toEqual([
			phone(1),
			phone(2),
		]);
	});

	it('needs IDs that last', async () => {
		const { error } = await create(people(3), { options: again.options });
		expect(error?.message).toMatch(/^Row ID: it is needed/);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('one batch', () => {
	const target = (batchId: string, agentId = agent) => ({
		agentId: byId(agentId),
		batchId: byId(batchId),
	});
	const made = async (count = 3, parameters: Parameters = {}) => {
		await create(
			people(count, (index) => ({ id: `C-${index}` })),
			{
				rowId: '={{ $json.id }}',
				...parameters,
			},
		);
		const { batchId } = batches()[batches().length - 1];
		sandbox.requests.length = 0;
		return batchId;
	};

	it('Get tells how far it is', async () => {
		const batchId = await made(3, { additionalFields: { paused: true } });
		const { json } = await run('get', target(batchId));
		expect(json).toEqual([
			expect.objectContaining({ batchId, agentId: agent, status: 'paused', totalCount: 3 }),
		]);
		expect(Object.keys(json[0])).toHaveLength(10);
		const raw = await run('get', { ...target(batchId), simplify: false });
		expect(raw.json[0]).toMatchObject({ batchId, agentId: agent, paused: true });
		expect(raw.stored).not.toContain(batches()[0].webhookSecret);
	});

	it('Get Many lists the batches of an agent, and of no other', async () => {
		for (const index of upTo(3)) await made(index + 1);
		await create(people(1), { agentId: byId(otherAgent) });
		const { json } = await run('getAll', { agentId: byId(agent), returnAll: true });
		expect(json.map(({ totalCount }) => totalCount).sort()).toEqual([1, 2, 3]);
		const some = await run('getAll', { agentId: byId(agent), limit: 2 });
		expect(some.json).toHaveLength(2);
	});

	it('Update pauses it, and sends nothing else', async () => {
		const batchId = await made(3);
		const { json } = await succeed(
			run('update', {
				...target(batchId),
				updateFields: { paused: true },
			}),
		);
		expect(sandbox.requests).toMatchObject([
			{
				method: 'PATCH',
				path: `/api/agents/${agent}/scheduled_batches/${batchId}`,
				body: { paused: true },
			},
		]);
		expect(json[0]).toMatchObject({ batchId, status: 'paused' });
		expect(batches()[0].paused).toBe(true);
	});

	it('Update moves the window and takes it away', async () => {
		const batchId = await made(3, {
			additionalFields: { windowEnd: '2099-01-01T00:00:00Z', paused: true },
		});
		await run('update', {
			...target(batchId),
			updateFields: { windowEnd: '2099-02-01T00:00:00Z' },
		});
		expect(Date.parse(batches()[0].windowEnd ?? '')).toBe(Date.parse('2099-02-01T00:00:00Z'));
		const left = await run('update', { ...target(batchId), updateFields: { windowEnd: '' } });
		expect(left.error?.message).toBe('Window End: nothing is given');
		expect(left.error?.description).toContain('switch it to Expression');
		expect(batches()[0].windowEnd).not.toBeNull();
		await run('update', { ...target(batchId), updateFields: { windowEnd: '={{ "" }}' } });
		expect(batches()[0].windowEnd).toBeNull();
	});

	it('Update sends what items share once, and refuses to do nothing', async () => {
		const batchId = await made(3);
		const { items } = await run(
			'update',
			{ ...target(batchId), updateFields: { paused: true } },
			{ items: people(3) },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(sandbox.requests).toHaveLength(1);
		const nothing = await run('update', target(batchId));
		expect(nothing.error?.message).toBe('Nothing is set that could be updated');
	});

	it('Delete removes it', async () => {
		const batchId = await made(1);
		const { json } = await run('delete', target(batchId), { items: people(2) });
		expect(json).toEqual([{ deleted: true }, { deleted: true }]);
		expect(batches()).toEqual([]);
		const twice = await run('delete', target(batchId));
		expect(twice.error?.message).toBe('This agent has no such batch');
	});

	it('Get Calls joins rows and calls by the ID of the row', async () => {
		const batchId = await made(150);
		sandbox.clock.advance(600);
		const scheduled = await run('getCalls', { ...target(batchId), returnAll: true });
		expect(scheduled.json.map(({ rowId }) => rowId).sort()).toEqual(
			upTo(150)
				.map((index) => `C-${index}`)
				.sort(),
		);
		const row = scheduled.json.find(({ rowId }) => rowId === 'C-7');
		expect(row).toMatchObject({
			to: phone(7),
			status: 'ended',
			outcome: 'The other side hung up',
			duration: 60,
			error: null,
			batchId,
		});

		const calls = await run('getCalls', { ...target(batchId), calls: 'created', returnAll: true });
		expect(calls.json).toHaveLength(150);
		expect(calls.json.find(({ rowId }) => rowId === 'C-7')).toMatchObject({
			callId: row?.callId,
			agentId: agent,
			status: 'ended',
		});
	});

	it('Get Calls filters by state', async () => {
		const batchId = await made(5, {
			rowId: '={{ $json.id }}',
			additionalFields: { paused: true },
		});
		batches()[0].calls[3].status = 'ERROR';
		batches()[0].calls[3].error = 'The number is not in service.';
		const { json } = await run('getCalls', {
			...target(batchId),
			filters: { status: 'ERROR' },
			limit: 10,
		});
		expect(sandbox.requests[0].query).toMatchObject({ status: 'ERROR' });
		expect(json).toMatchObject([
			{ rowId: 'C-3', status: 'failed', outcome: 'The number is not in service.' },
		]);
		const raw = await run('getCalls', { ...target(batchId), simplify: false, limit: 1 });
		expect(raw.json[0]).toMatchObject({ rowId: expect.any(String), medium: expect.any(Object) });
	});

	it.each(['created', 'scheduled'])('Get Calls shows no secret of %s calls', async (calls) => {
		const batchId = await made(1);
		const call = {
			callId: 'c',
			callbacks: { ended: { url: 'https://x.example.com', secrets: ['the-secret'] } },
			medium: { sip: { outgoing: { to: 'sip:ada@example.com', password: 'the-secret' } } },
		};
		const body = { results: [call], next: null, previous: null, total: 1 };
		sandbox.faults.add({ method: 'GET', path: /_calls$/, status: 200, body });
		const { json } = await run('getCalls', { ...target(batchId), calls, simplify: false });
		expect(json).toMatchObject([{ callId: 'c', medium: { sip: { outgoing: {} } } }]);
		expect(JSON.stringify(json)).not.toContain('the-secret');
	});

	it.each(['get', 'update', 'delete', 'getCalls'])('%s of another agent says so', async (name) => {
		const batchId = await made(1);
		const { error } = await run(name, {
			...target(batchId, otherAgent),
			updateFields: { paused: true },
		});
		expect(error?.message).toBe('This agent has no such batch');
		expect(error?.description).toContain('the agent that it was created with');
	});

	it('can be chosen from a list, newest first, once the agent is chosen', async () => {
		for (const index of upTo(2)) {
			await made(index + 1);
			sandbox.clock.advance(120);
		}
		const search = async (agentId: string, filter?: string) =>
			await callListSearch(Ultravox, 'searchBatches', {
				parameters: { resource: 'callBatch', operation: 'get', agentId: byId(agentId) },
				credentials: credentials(),
				path: 'parameters.batchId',
				filter,
			});
		const { results } = await search(agent);
		expect(results.map(({ value }) => value)).toEqual(
			batches()
				.map(({ batchId }) => batchId)
				.reverse(),
		);
		expect(results[0].name).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC, \d of 2 calls, \w+$/);
		const [, older] = results;
		expect((await search(agent, String(older.value).slice(0, 8))).results).toEqual([older]);
		await expect(search('')).rejects.toMatchObject({
			message: expect.stringMatching(/^Agent: nothing is chosen/),
		});
	});
});
