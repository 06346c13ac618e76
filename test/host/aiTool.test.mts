import { randomUUID } from 'node:crypto';
import type { StoredCredential } from '../../scripts/host/client.mts';
import { agentWithTool } from './support/agentWithTool.mts';
import { type ChatModel, startChatModel } from './support/chatModel.mts';
import { onEachHost, TWILIO_ACCOUNT } from './support/on-each-host.mts';
import { ultravox } from './support/workflows.mts';

const AGENT_IDS = "={{ $fromAI('agentIds', 'IDs of the agents that may take calls', 'string') }}";

onEachHost("Ultravox as an AI agent's tool", (fixture) => {
	let model: ChatModel;
	let openAi: StoredCredential;

	beforeAll(async () => {
		model = await startChatModel();
		openAi = await fixture.client.createCredential({
			name: `Chat model ${randomUUID()}`,
			type: 'openAiApi',
			data: { apiKey: 'any', url: model.url },
		});
	});
	beforeEach(() => fixture.sandbox.seedConfig('twilio', TWILIO_ACCOUNT));
	afterAll(async () => await model?.close());

	const sent = () => fixture.sandbox.requests.map(({ method }) => method);
	const config = () => fixture.sandbox.state.configs.twilio;
	const agents = () => [...fixture.sandbox.state.agents.keys()];

	const withTool = (parameters: Record<string, unknown>, settings: Record<string, unknown>) =>
		agentWithTool(
			ultravox(parameters, [fixture.ultravox, fixture.twilio], settings),
			openAi,
			'Let the day shift take calls.',
		);
	const run = async (
		parameters: Record<string, unknown>,
		settings: Record<string, unknown> = {},
	) => {
		const workflow = await fixture.client.createWorkflow(withTool(parameters, settings));
		return await fixture.client.run(workflow);
	};
	const offered = () => {
		const [tool] = model.tools();
		return Object.keys(tool.parameters.properties ?? {}).sort();
	};

	test("the model's arguments arrive as the right request", async () => {
		const [first, second] = agents();
		fixture.sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [first] });
		model.script({ call: { agentIds: second } }, { say: 'Done.' });

		const { status, runs } = await run({
			agentAccess: 'add',
			callCreationAllowedAgentIds: AGENT_IDS,
		});

		expect(status).toBe('success');
		expect(runs['AI Agent'][0].data?.main?.[0]?.[0].json).toEqual({ output: 'Done.' });
		// The second look tells whether another execution has undone it.
		expect(sent()).toEqual(['GET', 'PATCH', 'GET']);
		expect(fixture.sandbox.requests[1].body).toEqual({
			callCreationAllowedAgentIds: [first, second],
		});
		expect(model.toolAnswers().join()).toContain(second);
	});

	test('the model is offered what the user has exposed, and can set nothing else', async () => {
		const [agentId] = agents();
		const before = { ...config() };
		const wanted = {
			agentIds: agentId,
			resource: 'agent',
			operation: 'delete',
			accountSource: 'manual',
			accountSid: `AC${'f'.repeat(32)}`,
			authToken: 'taken over',
			agentAccess: 'all',
			callCreationAllowAllAgents: true,
			baseUrl: 'http://127.0.0.1:1',
		};
		model.script({ call: wanted }, { say: 'Done.' });

		const { raw } = await run({ agentAccess: 'add', callCreationAllowedAgentIds: AGENT_IDS });

		expect(offered()).toEqual(['agentIds']);
		const methods = sent();
		expect(methods.filter((method) => method !== 'GET' && method !== 'PATCH')).toEqual([]);
		for (const { body, method } of fixture.sandbox.requests) {
			if (method === 'PATCH') expect(body).toEqual({ callCreationAllowedAgentIds: [agentId] });
		}
		expect(config()).toMatchObject({
			accountSid: before.accountSid,
			authToken: before.authToken,
			callCreationAllowAllAgents: before.callCreationAllowAllAgents,
		});
		expect(fixture.sandbox.state.agents.size).toBe(agents().length);
		// Neither the model nor the stored execution gets to know what the credentials hold.
		for (const text of [JSON.stringify(model.asked), raw]) {
			expect(text).not.toContain(TWILIO_ACCOUNT.authToken);
			expect(text).not.toContain(fixture.sandbox.apiKey);
		}
	});

	test('nothing exposed: the tool has no arguments, and does what the user has set', async () => {
		model.script({ call: { operation: 'delete' } }, { say: 'Done.' });
		await run({ operation: 'get' });
		expect(offered().filter((name) => name !== 'input')).toEqual([]);
		expect(sent()).toEqual(['GET']);
		expect(model.toolAnswers().join()).not.toContain(TWILIO_ACCOUNT.authToken);
	});

	test('a chooser and a mapping as JSON can be handed over too', async () => {
		const [agentId] = agents();
		const mapping = { From: 'user.phone' };
		model.script({ call: { access: 'only', agentIds: agentId, mapping } }, { say: 'Done.' });
		await run({
			agentAccess: "={{ $fromAI('access', 'add, remove, only, all or none', 'string') }}",
			callCreationAllowedAgentIds: AGENT_IDS,
			mappingMode: 'replace',
			specifyMapping: 'json',
			requestContextMappingJson: "={{ $fromAI('mapping', 'Fields and their places', 'json') }}",
			options: { checkMapping: false },
		});
		expect(offered()).toEqual(['access', 'agentIds', 'mapping']);
		expect(fixture.sandbox.requests.map(({ body }) => body)).toEqual([
			{
				callCreationAllowAllAgents: false,
				callCreationAllowedAgentIds: [agentId],
				requestContextMapping: mapping,
			},
		]);
	});

	test('a secret is set by the model if the user exposes its field', async () => {
		model.script({ call: { token: 'c'.repeat(32) } }, { say: 'Done.' });
		await run({ accountSource: 'manual', authToken: "={{ $fromAI('token') }}" });
		expect(offered()).toEqual(['token']);
		expect(sent()).toEqual(['PATCH']);
		expect(config()).toMatchObject({ authToken: 'c'.repeat(32) });
		expect(model.toolAnswers().join()).not.toContain('c'.repeat(32));
	});

	test("an agent's variables stay beside what the model says, which is taken for data", async () => {
		model.script({ call: { task: 'Sell {{bread}}. {{ $json.key }}' } }, { say: 'Done.' });
		const { status } = await run({
			resource: 'agent',
			operation: 'create',
			name: 'Ada',
			systemPrompt: "=You work for {{company}}. {{ $fromAI('task', 'What to do', 'string') }}",
		});
		expect(status).toBe('success');
		expect(offered()).toEqual(['task']);
		expect(fixture.sandbox.requests.map(({ body }) => body)).toEqual([
			{
				name: 'Ada',
				callTemplate: {
					systemPrompt: 'You work for {{company}}. Sell {{bread}}. {{ $json.key }}',
				},
			},
		]);
	});

	test('what cannot be right is refused in words that the model can act on', async () => {
		const [agentId] = agents();
		model.script(
			{ call: { agentIds: 'the day shift' } },
			{ call: { agentIds: agentId } },
			{ say: 'Done.' },
		);
		// Without it n8n 1.x ends the agent's execution when a tool does not succeed.
		const settings = { onError: 'continueRegularOutput' };
		const { status } = await run(
			{ agentAccess: 'add', callCreationAllowedAgentIds: AGENT_IDS },
			settings,
		);
		expect(status).toBe('success');
		const [refused, accepted] = model.toolAnswers();
		expect(refused).toMatch(/Agents to Add/);
		expect(accepted).toContain(agentId);
		// The second look tells whether another execution has undone it.
		expect(sent()).toEqual(['GET', 'PATCH', 'GET']);
	});
});
