/** Retry On Fail runs a node again from its first item: what was done for an item must not be done once more. */
import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Fault, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 3 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (parameters: IDataObject, items: IDataObject[], more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: { options: { maxRetries: 0 }, ...parameters } as RunOptions['parameters'],
		credentials: account.credentials(),
		items,
		retryOnFail: { maxTries: 3, waitBetweenTries: 1 },
		...more,
	});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const sent = (method: string) =>
	sandbox.requests.filter((request) => request.method === method).map(({ path }) => path);
/** The second item's request fails once. */
const onSecond = (fault: Fault) => sandbox.faults.add({ after: 1, ...fault });
const REFUSED = { status: 429, body: { detail: 'Not now.' } };

describe('An agent', () => {
	const create = async () =>
		await run({ resource: 'agent', operation: 'create', name: '={{ $json.name }}' }, [
			{ name: 'One' },
			{ name: 'Two' },
		]);
	const names = () =>
		[...sandbox.state.agents.values()]
			.map(({ name }) => name)
			.filter((name) => ['One', 'Two'].includes(name))
			.sort();

	it('is made once, although another item failed', async () => {
		onSecond({ method: 'POST', ...REFUSED });
		const { json } = await succeed(create());
		expect(json.map(({ name }) => name)).toEqual(['One', 'Two']);
		expect(names()).toEqual(['One', 'Two']);
	});

	it('is not made again while nobody knows whether it was made', async () => {
		onSecond({ method: 'POST', status: 500, applyFirst: true });
		const { error } = await create();
		expect(error?.message).toContain('Not made again');
		expect(names()).toEqual(['One', 'Two']);
	});

	it('is made for another item of the same text', async () => {
		const { json } = await run({ resource: 'agent', operation: 'create', name: 'One' }, [{}, {}]);
		expect(new Set(json.map(({ agentId }) => agentId)).size).toBe(2);
	});
});

describe('A message to a live call', () => {
	const send = async (callIds: string[]) =>
		await run(
			{
				resource: 'call',
				operation: 'sendMessage',
				callId: byId('={{ $json.id }}'),
				messageType: 'forced_agent_message',
				text: '={{ "It is " + $now.toMillis() }}',
			},
			callIds.map((id) => ({ id })),
		);
	const liveCalls = () =>
		sandbox.calls.seed(2).map((call) => {
			const live = sandbox.state.calls.get(call.callId);
			if (live) Object.assign(live, { joined: live.created, ended: null, endReason: null });
			return call.callId;
		});

	it('is said once, although that to another call failed', async () => {
		const [one, two] = liveCalls();
		onSecond({ method: 'POST', ...REFUSED });
		const { json } = await succeed(send([one, two]));
		expect(json.map(({ callId }) => callId)).toEqual([one, two]);
		expect(sent('POST').map((path) => path.split('/')[3])).toEqual([one, two, two]);
	});

	it('is not said again while nobody knows whether it was said', async () => {
		const [one, two] = liveCalls();
		onSecond({ method: 'POST', status: 500, applyFirst: true });
		const { error } = await send([one, two]);
		expect(error?.message).toContain('Not sent again');
		expect(sent('POST')).toHaveLength(2);
	});
});

describe('What was deleted', () => {
	it('is not missed by the next try', async () => {
		const ids = [...sandbox.state.agents.keys()];
		onSecond({ method: 'DELETE', ...REFUSED });
		const { json } = await succeed(
			run(
				{ resource: 'agent', operation: 'delete', agentId: byId('={{ $json.id }}') },
				ids.map((id) => ({ id })),
			),
		);
		expect(json).toEqual(ids.map(() => ({ deleted: true })));
		expect(sandbox.state.agents.size).toBe(0);
	});

	it('although nobody knew at first whether it was', async () => {
		const ids = [...sandbox.state.agents.keys()];
		onSecond({ method: 'DELETE', status: 500 });
		await succeed(
			run(
				{ resource: 'agent', operation: 'delete', agentId: byId('={{ $json.id }}') },
				ids.map((id) => ({ id })),
			),
		);
		expect(sandbox.state.agents.size).toBe(0);
	});
});
