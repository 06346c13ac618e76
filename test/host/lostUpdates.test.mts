/** Webhook executions at the same moment that change one thing, as in "A new agent goes live". */
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { onEachHost } from './support/on-each-host.mts';
import { chain, ultravox, webhook } from './support/workflows.mts';

const AT_ONCE = 8;

onEachHost('Several executions at the same moment', (fixture) => {
	const runAll = async (parameters: Record<string, unknown>, bodies: object[]) => {
		const path = randomUUID();
		const workflow = await fixture.client.createWorkflow(
			chain(`At once ${path}`, webhook(path), ultravox(parameters, [fixture.ultravox])),
		);
		await fixture.client.activate(workflow.id);
		try {
			await Promise.all(
				bodies.map(async (body) => {
					const answer = await request(`${fixture.host.url}/webhook/${path}`, {
						method: 'POST',
						headers: { 'content-type': 'application/json' },
						body: JSON.stringify(body),
					});
					await answer.body.dump();
					expect(answer.statusCode).toBe(200);
				}),
			);
			const executions = await fixture.client.untilExecuted(workflow.id, bodies.length);
			expect(executions.map(({ status }) => status)).toEqual(bodies.map(() => 'success'));
		} finally {
			await fixture.client.deactivate(workflow.id);
		}
	};

	test('agents that each of them adds are all allowed afterwards', async () => {
		fixture.sandbox.seedAgents(AT_ONCE);
		fixture.sandbox.seedConfig('twilio');
		fixture.sandbox.switches.latencyMs = 50;
		const ids = [...fixture.sandbox.state.agents.keys()].slice(0, AT_ONCE);
		await runAll(
			{ agentAccess: 'add', callCreationAllowedAgentIds: '={{ [$json.body.id] }}' },
			ids.map((id) => ({ id })),
		);
		const stored = fixture.sandbox.state.configs.twilio?.callCreationAllowedAgentIds as string[];
		expect([...stored].sort()).toEqual([...ids].sort());
	});

	test('settings of one agent that each of them changes are all stored', async () => {
		const [id] = fixture.sandbox.state.agents.keys();
		fixture.sandbox.switches.latencyMs = 50;
		const changes = [{ temperature: 0.5 }, { languageHint: 'de' }, { recordingEnabled: true }];
		await runAll(
			{
				resource: 'agent',
				agentId: { __rl: true, mode: 'id', value: id },
				updateFields: { callTemplateJson: '={{ $json.body }}' },
			},
			changes,
		);
		expect(fixture.sandbox.state.agents.get(id)?.callTemplate).toMatchObject(
			Object.assign({}, ...changes),
		);
	});
});
