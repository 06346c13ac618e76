import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 250 });
let sandbox: Sandbox;
let callId: string;

beforeEach(() => {
	({ sandbox } = account);
	[{ callId }] = sandbox.calls.seed(150);
	for (let line = 0; line < 150; line++) sandbox.calls.say(callId, 'AGENT', `Line ${line}`);
});

const list = async (parameters: IDataObject) =>
	await runNode({
		node: Ultravox,
		parameters: {
			callId: { __rl: true, mode: 'id', value: callId },
			returnAll: true,
			options: { timeout: 5, maxRetries: 0 },
			...(parameters as object),
		},
		credentials: account.credentials(),
	});

const LISTS: Array<[string, IDataObject, number]> = [
	['agents', { resource: 'agent', operation: 'getAll' }, 250],
	['calls', { resource: 'call', operation: 'getAll' }, 150],
	['messages', { resource: 'call', operation: 'getMessages' }, 152],
	['a transcript', { resource: 'call', operation: 'getMessages', output: 'transcript' }, 1],
];

describe.each(LISTS)('a list of %s', (_, parameters, count) => {
	it('is whole where it ends', async () => {
		const { items } = await succeed(list(parameters));
		expect(items).toHaveLength(count);
	});

	it.each<[string, () => void]>([
		['of empty pages', () => (sandbox.switches.endlessList = 'empty')],
		['of the same page with ever-new cursors', () => (sandbox.switches.endlessList = 'same')],
		['that points back to a page', () => (sandbox.switches.repeatNext = true)],
	])('%s is refused, and not taken for whole', async (_name, arm) => {
		arm();
		const { items, error } = await list(parameters);
		expect(error?.message).toContain('comes to no end, so it is not complete');
		expect(items).toEqual([]);
		expect(sandbox.requests.length).toBeLessThan(15);
	});
});

it('some empty pages on the way do no harm', async () => {
	const page = (cursor: string | null, results: IDataObject[]) => ({
		next: cursor === null ? null : `${sandbox.url}/api/agents?cursor=${cursor}`,
		results,
	});
	for (const [cursor, results] of [
		['a', []],
		['b', []],
		['c', [{ agentId: 'one' }]],
		['d', []],
		[null, [{ agentId: 'two' }]],
	] as Array<[string | null, IDataObject[]]>) {
		sandbox.faults.add({ status: 200, body: page(cursor, results) });
	}
	const { json } = await list({ resource: 'agent', operation: 'getAll' });
	expect(json.map(({ agentId }) => agentId)).toEqual(['one', 'two']);
});

it('entries that are alike may fill pages', async () => {
	const results = Array.from({ length: 3 }, () => ({ status: 'FUTURE' }));
	for (const cursor of ['a', 'b', null]) {
		const next = cursor && `${sandbox.url}/x?cursor=${cursor}`;
		sandbox.faults.add({ status: 200, body: { next, results } });
	}
	const { json } = await succeed(
		list({
			resource: 'callBatch',
			operation: 'getCalls',
			agentId: { __rl: true, mode: 'id', value: [...sandbox.state.agents.keys()][0] },
			batchId: { __rl: true, mode: 'id', value: callId },
		}),
	);
	expect(json).toHaveLength(9);
});

it('a limit is kept where pages are larger than asked', async () => {
	const results = Array.from({ length: 30 }, (_, index) => ({ agentId: `agent-${index}` }));
	sandbox.faults.add({ status: 200, body: { next: null, results } });
	const { json } = await list({
		resource: 'agent',
		operation: 'getAll',
		returnAll: false,
		limit: 7,
	});
	expect(json).toHaveLength(7);
});
