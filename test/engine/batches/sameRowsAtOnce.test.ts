/** Executions of one process that send the same rows at the same moment and skip those of earlier batches. */
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
});

const send = async (skipEarlierRows: boolean) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'callBatch',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: [...sandbox.state.agents.keys()][0] },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			rowId: '={{ $json.id }}',
			options: { skipEarlierRows },
		},
		items: [
			{ id: 'a', phone: '+15550000001' },
			{ id: 'b', phone: '+15550000002' },
		],
		credentials: account.credentials(),
	});

it('call nobody twice', async () => {
	sandbox.switches.latencyMs = 50;
	const results = await Promise.all([send(true), send(true), send(true)]);
	expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
	expect(results.filter(({ json }) => json[0].isNew === true)).toHaveLength(1);
	expect(sandbox.state.batches.size).toBe(1);
});
