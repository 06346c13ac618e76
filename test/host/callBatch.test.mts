import { readExample } from '../../scripts/host/examples.mts';
import { type HostFixture, onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

const ROWS = 1_000;

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const phone = (index: number) => `+1555${String(1_000_000 + index)}`;
const posts = ({ sandbox }: HostFixture) =>
	sandbox.requests.filter(({ method }) => method === 'POST');

interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
}

/** The example with what its note asks for filled in. */
async function filledExample({ sandbox, ultravox: credential }: HostFixture) {
	const [agentId] = [...sandbox.state.agents.keys()];
	const example = await readExample('call-everyone-once.json');
	const nodes = example.nodes.map((node) => ({
		...node,
		...(node.credentials
			? { credentials: { ultravoxApi: { id: credential.id, name: credential.name } } }
			: {}),
		parameters:
			node.name === 'Call Everyone Once'
				? { ...(node.parameters as object), agentId: byId(agentId), from: '+15559876543' }
				: node.parameters,
	}));
	const { name, connections, settings } = example;
	return { name, nodes, connections, settings };
}

onEachHost('Call batch', (fixture) => {
	beforeEach(() => fixture.sandbox.seedConfig('twilio'));

	test(`${ROWS} items are one request, and come back by the ID of their row`, async () => {
		const [agentId] = [...fixture.sandbox.state.agents.keys()];
		const call = (name: string, parameters: object) => ({
			...ultravox({ resource: 'callBatch', ...parameters }, [fixture.ultravox]),
			name,
		});
		const workflow = await fixture.client.createWorkflow(
			chain(
				'A thousand calls',
				manualTrigger(),
				...items(
					Array.from({ length: ROWS }, (_, index) => ({ id: `C-${index}`, phone: phone(index) })),
				),
				call('Create', {
					operation: 'create',
					agentId: byId(agentId),
					to: '={{ $json.phone }}',
					from: '+15559876543',
					rowId: '={{ $json.id }}',
					additionalFields: {
						windowStart: '={{ $now.plus({ minutes: 5 }) }}',
					},
				}),
				call('Get Calls', {
					operation: 'getCalls',
					agentId: byId('={{ $json.agentId }}'),
					batchId: byId('={{ $json.batchId }}'),
					returnAll: true,
				}),
			),
		);

		const { status, runs, raw } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		expect(posts(fixture)).toHaveLength(1);
		const output = (name: string) => (runs[name]?.[0].data?.main?.[0] ?? []) as Item[];
		const [batch] = [...fixture.sandbox.state.batches.values()];
		expect(output('Create')).toMatchObject([
			{
				json: { batchId: batch.batchId, agentId, status: 'waiting', totalCount: ROWS },
				pairedItem: Array.from({ length: ROWS }, (_, item) => ({ item })),
			},
		]);
		const rows = output('Get Calls').map(({ json }) => [json.rowId, json.to]);
		expect(new Map(rows as Array<[string, string]>)).toEqual(
			new Map(Array.from({ length: ROWS }, (_, index) => [`C-${index}`, phone(index)])),
		);
		expect(raw).not.toContain(batch.webhookSecret);
	});

	test('the example calls everyone once, however often it runs', async () => {
		const workflow = await fixture.client.createWorkflow(await filledExample(fixture));
		for (const run of [1, 2]) {
			const { status, runs } = await fixture.client.run(workflow);
			expect({ run, status }).toEqual({ run, status: 'success' });
			const rows = (runs['What Came of Each Row'][0].data?.main?.[0] ?? []) as Item[];
			expect(rows.map(({ json }) => json.rowId).sort()).toEqual(['C-1001', 'C-1002', 'C-1003']);
			fixture.sandbox.clock.advance(120);
		}
		expect(posts(fixture)).toHaveLength(1);
		expect(fixture.sandbox.state.calls.size).toBe(3);
	});

	test('batches are offered once the agent is chosen', async () => {
		const [agentId] = [...fixture.sandbox.state.agents.keys()];
		const example = await fixture.client.createWorkflow(await filledExample(fixture));
		await fixture.client.run(example);
		const { id, name } = fixture.ultravox;
		const { results } = await fixture.client.searchList({
			methodName: 'searchBatches',
			path: 'parameters.batchId',
			currentNodeParameters: {
				resource: 'callBatch',
				operation: 'get',
				agentId: byId(agentId),
			},
			credentials: { ultravoxApi: { id, name } },
		});
		expect(results.map(({ value }) => value)).toEqual([...fixture.sandbox.state.batches.keys()]);
	});
});
