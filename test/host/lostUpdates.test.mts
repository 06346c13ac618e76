/** Webhook executions at the same moment that change one thing, as in "A new agent goes live". */
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { onEachHost } from './support/on-each-host.mts';
import { chain, ultravox, webhook } from './support/workflows.mts';

const AT_ONCE = 8;

onEachHost('Several executions at the same moment', (bench) => {
	const runAll = async (parameters: Record<string, unknown>, bodies: object[]) => {
		const path = randomUUID();
		const workflow = await bench.client.createWorkflow(
			chain(`At once ${path}`, webhook(path), ultravox(parameters, [bench.ultravox])),
		);
		await bench.client.activate(workflow.id);
		try {
			await Promise.all(
				bodies.map(async (body) => {
					const answer = await request(`${bench.host.url}/webhook/${path}`, {
						method: 'POST',
						headers: { 'content-type': 'application/json' },
						body: JSON.stringify(body),
					});
					await answer.body.dump();
					expect(answer.statusCode).toBe(200);
				}),
			);
			const executions = await bench.client.untilExecuted(workflow.id, bodies.length);
			expect(executions.map(({ status }) => status)).toEqual(bodies.map(() => 'success'));
		} finally {
			await bench.client.deactivate(workflow.id);
		}
	};

	test('agents that each of them adds are all allowed afterwards', async () => {
		bench.sandbox.seedAgents(AT_ONCE);
		bench.sandbox.seedConfig('twilio');
		bench.sandbox.switches.latencyMs = 50;
		const ids = [...bench.sandbox.state.agents.keys()].slice(0, AT_ONCE);
		await runAll(
			{ agentAccess: 'add', callCreationAllowedAgentIds: '={{ [$json.body.id] }}' },
			ids.map((id) => ({ id })),
		);
		const stored = bench.sandbox.state.configs.twilio?.callCreationAllowedAgentIds as string[];
		expect([...stored].sort()).toEqual([...ids].sort());
	});

	test('settings of one agent that each of them changes are all stored', async () => {
		const [id] = bench.sandbox.state.agents.keys();
		bench.sandbox.switches.latencyMs = 50;
		const changes = [{ temperature: 0.5 }, { languageHint: 'de' }, { recordingEnabled: true }];
		await runAll(
			{
				resource: 'agent',
				agentId: { __rl: true, mode: 'id', value: id },
				updateFields: { callTemplateJson: '={{ $json.body }}' },
			},
			changes,
		);
		expect(bench.sandbox.state.agents.get(id)?.callTemplate).toMatchObject(
			Object.assign({}, ...changes),
		);
	});
});
