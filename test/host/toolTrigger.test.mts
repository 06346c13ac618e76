import {
	HostClient,
	type StoredCredential,
	type StoredWorkflow,
} from '../../scripts/host/client.mts';
import { type Host, startHost } from '../../scripts/host/host.mts';
import { onEachHost } from './support/on-each-host.mts';
import { PUBLIC_ENV, set, talk, TOOL_TRIGGER, toolWorkflow } from './support/toolWorkflows.mts';

onEachHost('Ultravox Tool Trigger', (bench) => {
	let host: Host;
	let client: HostClient;
	let credential: StoredCredential;
	let agentId: string;
	const published: StoredWorkflow[] = [];

	beforeAll(async () => {
		const { version, tarball } = bench.host;
		host = await startHost({ version, tarball, env: PUBLIC_ENV });
		client = new HostClient(host.url);
		await client.setUpOwner();
		credential = await client.createCredential({
			name: 'Ultravox',
			type: 'ultravoxApi',
			data: { apiKey: bench.sandbox.apiKey, baseUrl: bench.sandbox.url },
		});
	});

	beforeEach(() => {
		bench.sandbox.switches.webhookOrigin = host.url;
		[agentId] = bench.sandbox.state.agents.keys();
	});

	afterEach(async () => {
		for (const { id } of published.splice(0)) await client.deactivate(id);
	});

	afterAll(async () => {
		await client?.close();
		await host?.stop();
	});

	const publish = async (parameters: object, ...nodes: Parameters<typeof toolWorkflow>[2][]) => {
		const file = toolWorkflow(credential, { agentIds: [agentId], ...parameters }, ...nodes);
		const workflow = await client.createWorkflow(file);
		published.push(workflow);
		await client.activate(workflow.id);
		return workflow;
	};
	const use = async (given: Record<string, unknown> = { orderNumber: 'A12' }) =>
		await bench.sandbox.tools.invoke({
			callId: talk(bench.sandbox, agentId),
			tool: 'lookUpOrder',
			arguments: given,
		});

	test('the agent uses the published workflow, and is told what its last node gives', async () => {
		const workflow = await publish(
			{},
			set('={{ { text: `${$json.parameters.orderNumber} is on its way` } }}'),
		);
		const result = await use();
		expect(result).toMatchObject({ failed: false, text: 'A12 is on its way', reaction: 'speaks' });
		expect(result.answer?.headers['content-type']).toMatch(/^text\/plain/);
		const [execution] = await client.untilExecuted(workflow.id, 1);
		console.log(result.milliseconds, execution.runs[TOOL_TRIGGER][0].data?.main?.[0]?.[0].json);
		expect(execution.status).toBe('success');
	});
});
