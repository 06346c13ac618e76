/** What users should know of a run that worked out. Hints are for the editor only; AI tools see what the items say. */
import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { expectSuccess } from '../../support/expectSuccess';
import { useSandbox } from '../../support/account';

const ALREADY = 'Agents to Add: all of them were allowed already.';

const account = useSandbox();
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (parameters: IDataObject, items: IDataObject[]) => {
	const result = await runNode({
		node: Ultravox,
		items,
		credentials: account.credentials(),
		parameters: {
			resource: 'twilioTelephonyConfig',
			operation: 'update',
			...parameters,
		} as RunOptions['parameters'],
	});
	expectSuccess(result);
	const hints = result.run.data.resultData.runData.Ultravox.flatMap(({ hints: own = [] }) => own);
	return { json: result.json, hints: hints.map(({ message }) => message) };
};

const adding = { agentAccess: 'add', callCreationAllowedAgentIds: '={{ $json.ids }}' };

it('stands in every item that it is about, and under the output once', async () => {
	const [first, second] = sandbox.state.agents.keys();
	sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [first, second] });
	const { json, hints } = await run(adding, [{ ids: first }, { ids: second }]);
	expect(json.map(({ warnings }) => warnings)).toEqual([[ALREADY], [ALREADY]]);
	expect(hints).toEqual([ALREADY]);
});

it('is absent where there is nothing to say', async () => {
	sandbox.seedConfig('twilio');
	const [first] = sandbox.state.agents.keys();
	const { json, hints } = await run(adding, [{ ids: first }]);
	expect(json[0]).not.toHaveProperty('warnings');
	expect(hints).toEqual([]);
});

it('tells that one batch was not enough', async () => {
	sandbox.seedConfig('twilio');
	const agents = [...sandbox.state.agents.keys()].slice(0, 2);
	const { json, hints } = await run(
		{
			resource: 'callBatch',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: '={{ $json.agent }}' },
			to: '=+1555000000{{ $json.index }}',
			from: '+15550001111',
			medium: 'twilio',
		},
		agents.map((agent, index) => ({ agent, index })),
	);
	const text = 'Each agent has a batch of its own: 2 batches.';
	expect(json.map(({ warnings }) => warnings)).toEqual([[text], undefined]);
	expect(hints).toEqual([text]);
});
