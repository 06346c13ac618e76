import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Fault, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
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
const ITEMS = NUMBERS.map((phone) => ({ phone }));
const context = (value: string) => ({
	templateContext: { values: [{ name: 'when', value }] },
});

/** Texts that are others in each try. */
const CHANGING: Array<[string, string]> = [
	['the time', '={{ $now.toMillis() }} {{ $json.phone }}'],
	['a random number', '={{ Math.random() }}'],
	['a count that the item keeps', '={{ $json.count = ($json.count || 0) + 1 }}'],
];

const create = async (fields: IDataObject, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			additionalFields: fields as Record<string, string>,
			options: { timeout: 20, maxRetries: 0, callsPerSecond: 100 },
		},
		credentials: account.credentials(),
		items: structuredClone(ITEMS),
		retryOnFail: { maxTries: 3, waitBetweenTries: 1 },
		...more,
	});

const dialled = () =>
	[...sandbox.state.calls.values()].map(
		({ medium }) => (medium.twilio as { outgoing: { to: string } }).outgoing.to,
	);
const posts = () => sandbox.requests.filter(({ method }) => method === 'POST');
const onPost = (fault: Fault) => sandbox.faults.add({ method: 'POST', ...fault });

describe.each(CHANGING)('with %s in what is sent', (_, value) => {
	it('nobody who was called before one fails is called again by a retry', async () => {
		onPost({ status: 400, body: { metadata: ['Not today.'] }, after: 1 });
		const { json } = await succeed(create(context(value)));
		expect(dialled()).toEqual(NUMBERS);
		expect(json.map(({ callId }) => callId)).toEqual([...sandbox.state.calls.keys()]);
		expect(json.map(({ isNew }) => isNew)).toEqual([true, true, true]);
	});

	it('a call of which nobody knows is not dialled again by a retry', async () => {
		onPost({ status: 500, applyFirst: true, after: 1 });
		const { error } = await create(context(value));
		expect(error?.message).toBe(
			'Row 2: Not dialled again, since an earlier try may have started this call',
		);
		expect(dialled()).toEqual(NUMBERS.slice(0, 2));
		expect(posts()).toHaveLength(2);
	});
});

it('a key that is another text in each try dials nobody again', async () => {
	onPost({ status: 400, body: { metadata: ['Not today.'] }, after: 1 });
	const { json } = await succeed(create({ deduplicationKey: '={{ Math.random() }}' }));
	expect(json).toHaveLength(3);
	expect(dialled()).toEqual(NUMBERS);
});

/** Hands the items to the node in another order in each try. */
class Turning extends Ultravox {
	async execute(this: IExecuteFunctions) {
		this.getInputData().reverse();
		return await Ultravox.prototype.execute.call(this);
	}
}

it('items are recognised in another order, too', async () => {
	onPost({ status: 400, body: { metadata: ['Not today.'] }, after: 1 });
	const { json } = await succeed(create({}, { node: Turning }));
	expect(json).toHaveLength(3);
	expect(dialled().sort()).toEqual(NUMBERS);
});

it('two items that are the same in every respect are two calls', async () => {
	const items = [0, 1].map(() => ({ phone: NUMBERS[0] }));
	const { json } = await create(context('the same'), { items });
	expect(json.map(({ isNew }) => isNew)).toEqual([true, true]);
	expect(dialled()).toEqual([NUMBERS[0], NUMBERS[0]]);
});

it('of two items with one key the first stays the one that made the call', async () => {
	onPost({ status: 400, body: { metadata: ['Not today.'] }, after: 1 });
	const items = [NUMBERS[0], NUMBERS[0], NUMBERS[1]].map((phone) => ({ phone }));
	const { json } = await create({ deduplicationKey: '={{ $json.phone }}' }, { items });
	expect(json.map(({ isNew }) => isNew)).toEqual([true, false, true]);
	expect(dialled()).toEqual(NUMBERS.slice(0, 2));
});

it('a call that was there before this execution is none of its own, in a retry either', async () => {
	const KEY = { deduplicationKey: '={{ $json.phone }}' };
	await create(KEY, { items: [{ phone: NUMBERS[0] }] });
	onPost({ status: 400, body: { metadata: ['Not today.'] } });
	const { json } = await create(KEY, { items: ITEMS.slice(0, 2) });
	expect(json.map(({ isNew }) => isNew)).toEqual([false, true]);
	expect(dialled()).toEqual(NUMBERS.slice(0, 2));
});

it('another execution with the same items calls again', async () => {
	await create({});
	await create({});
	expect(dialled()).toEqual([...NUMBERS, ...NUMBERS]);
});
