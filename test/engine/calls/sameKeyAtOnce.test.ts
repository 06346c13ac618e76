/** Executions of one process that place a call with the same Deduplication Key at the same moment. */
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

const call = async (deduplicationKey: string) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: [...sandbox.state.agents.keys()][0] },
			to: '+15550000001',
			from: '+15559876543',
			additionalFields: { deduplicationKey },
			options: { callsPerSecond: 100 },
		},
		credentials: account.credentials(),
	});

it('dial once', async () => {
	sandbox.switches.latencyMs = 100;
	const results = await Promise.all([call('one'), call('one'), call('one')]);
	expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
	expect(results.filter(({ json }) => json[0].isNew === true)).toHaveLength(1);
	expect(new Set(results.map(({ json }) => json[0].callId)).size).toBe(1);
	expect(sandbox.state.calls.size).toBe(1);
});

it('dial each key', async () => {
	const results = await Promise.all([call('one'), call('two')]);
	expect(results.map(({ json }) => json[0].isNew)).toEqual([true, true]);
	expect(sandbox.state.calls.size).toBe(2);
});
