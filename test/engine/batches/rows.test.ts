import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

type Parameters = NonNullable<RunOptions['parameters']>;

jest.setTimeout(30_000);

const account = useSandbox();
let sandbox: Sandbox;
let agentId: Parameters[string];

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	const [value] = sandbox.state.agents.keys();
	agentId = { __rl: true, mode: 'id', value };
});

const ITEMS: IDataObject[] = [
	{ id: 'C-1', phone: '+15550000001', name: 'Ada', age: 36, tags: ['vip'] },
	{ id: 'C-2', phone: '+15550000002', name: 'Bob', age: null, tags: [] },
];

const run = async (
	operation: string,
	parameters: Parameters,
	more: Partial<RunOptions> = { items: [{}] },
) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'callBatch', operation, agentId, ...parameters },
		credentials: account.credentials(),
		...more,
	});

const create = async (parameters: Parameters = {}, items = ITEMS) =>
	await run(
		'create',
		{
			to: '={{ $json.phone }}',
			from: '+15559876543',
			rowId: '={{ $json.id }}',
			keepFields: 'name, age,tags',
			...parameters,
		},
		{ items },
	);

async function rowsOf(parameters: Parameters = {}) {
	const [value] = sandbox.state.batches.keys();
	const batchId = { __rl: true, mode: 'id', value };
	const { json } = await succeed(run('getCalls', { batchId, returnAll: true, ...parameters }));
	return [...json].sort((one, other) => String(one.rowId).localeCompare(String(other.rowId)));
}

const sent = () => (sandbox.requests[0].body as { calls: IDataObject[] }).calls;

describe('Fields to Keep', () => {
	it('are in the metadata of the calls, as text', async () => {
		await succeed(create());
		expect(sent().map(({ metadata }) => metadata)).toMatchObject([
			{ name: 'Ada', age: '36', tags: '["vip"]', n8nRowId: 'C-1' },
			{ name: 'Bob', tags: '[]', n8nRowId: 'C-2' },
		]);
		expect(sent()[1].metadata).not.toHaveProperty('age');
	});

	it('come back with each row, the called number and what came of it', async () => {
		await create();
		await sandbox.clock.advance(600);
		const [row, other] = await rowsOf();
		expect(Object.keys(row).slice(0, 7)).toEqual([
			'rowId',
			'name',
			'age',
			'tags',
			'to',
			'status',
			'outcome',
		]);
		expect(row).toMatchObject({
			rowId: 'C-1',
			name: 'Ada',
			age: '36',
			to: '+15550000001',
			status: 'ended',
			outcome: 'The other side hung up',
			duration: 60,
			summary: expect.stringContaining('goodbye'),
		});
		expect(other).toMatchObject({ name: 'Bob', age: null });
		const [created] = await rowsOf({ calls: 'created' });
		expect(created).toMatchObject({ rowId: 'C-1', name: 'Ada', direction: 'outgoing' });
	});

	it('may be a list, and are the item’s own where nothing else differs', async () => {
		const fixed = { to: '={{ "+15550000001" }}', rowId: '', keepFields: '={{ ["name"] }}' };
		await succeed(create(fixed));
		expect(sent().map(({ metadata }) => (metadata as IDataObject).name)).toEqual(['Ada', 'Bob']);
		sandbox.reset();
		sandbox.seedConfig('twilio');
		[agentId] = [...sandbox.state.agents.keys()].map((value) => ({
			__rl: true,
			mode: 'id',
			value,
		}));
		await succeed(create({ ...fixed, keepFields: 'name' }));
		expect(sent().map(({ metadata }) => (metadata as IDataObject).name)).toEqual(['Ada', 'Bob']);
	});

	it.each<[Parameters, string]>([
		[{ keepFields: 'nmae' }, 'Fields to Keep: the item has no field "nmae"'],
		[{ keepFields: 'status' }, 'Fields to Keep: Get Calls has a field "status" of its own'],
		[{ keepFields: 'ultravox.x' }, 'Fields to Keep: the name "ultravox.x" cannot be used'],
		[{ keepFields: '={{ $json.missing }}' }, 'Fields to Keep: the expression gives no value'],
		[
			{ additionalFields: { metadata: { values: [{ name: 'name', value: 'x' }] } } },
			'Metadata: the name "name" is used by this node',
		],
	])('%j is refused before anything is sent', async (parameters, message) => {
		const { error } = await create(parameters);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('Row ID', () => {
	it.each(['={{ $json.missing }}', '={{ "" }}', '={{ $json.empty }}'])(
		'%s gives nothing and is refused',
		async (rowId) => {
			const { error } = await create(
				{ rowId },
				ITEMS.map((item) => ({ ...item, empty: '' })),
			);
			expect(error?.message).toMatch(/^Row ID: /);
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('may be left empty', async () => {
		await succeed(create({ rowId: '' }));
		const ids = sent().map(({ metadata }) => (metadata as IDataObject).n8nRowId);
		expect(new Set(ids).size).toBe(2);
	});
});

describe('a line of Get Calls', () => {
	const ofState = async (status: 'FUTURE' | 'PENDING' | 'EXPIRED' | 'ERROR') => {
		await create({ additionalFields: { paused: true } });
		const [batch] = sandbox.state.batches.values();
		batch.calls[0].status = status;
		return (await rowsOf())[0];
	};

	it.each([
		['FUTURE', 'waiting', null],
		['PENDING', 'waiting', null],
		['EXPIRED', 'expired', 'Not called: the window ended before its turn'],
		['ERROR', 'failed', 'Not called: Ultravox could not create the call'],
	] as const)('says of %s: %s', async (state, status, outcome) => {
		expect(await ofState(state)).toMatchObject({ status, outcome, summary: null });
	});

	it('asks for no calls while none was made', async () => {
		await create({ additionalFields: { paused: true } });
		sandbox.requests.length = 0;
		await rowsOf();
		expect(sandbox.requests).toHaveLength(1);
	});

	it('says that nobody answered', async () => {
		sandbox.switches.callPlan.joinAfter = null;
		await create();
		await sandbox.clock.advance(600);
		expect((await rowsOf())[0]).toMatchObject({
			status: 'unanswered',
			outcome: 'Nobody answered',
			duration: null,
		});
	});

	it('stays a line when its call was deleted', async () => {
		await create();
		await sandbox.clock.advance(600);
		await rowsOf();
		sandbox.state.calls.clear();
		expect((await rowsOf())[0]).toMatchObject({ status: 'called', outcome: null });
	});
});
