import { onEachHost, TWILIO_ACCOUNT } from './support/on-each-host.mts';
import { readHostLog } from './support/shared-hosts.mts';
import { chain, everySecond, items, manualTrigger, ultravox } from './support/workflows.mts';
import { readDatabase } from '../../scripts/host/database.mts';
import { executeWorkflow } from '../../scripts/host/cli.mts';

const ITEMS = 1_000;
const CONFIG = '/api/telephony_configs/twilio';

onEachHost('Twilio telephony config', (fixture) => {
	const patches = () => fixture.sandbox.requests.filter(({ method }) => method === 'PATCH');

	test('credential test: green with the key, red with another one', async () => {
		expect(await fixture.client.testCredential(fixture.ultravox)).toMatchObject({ status: 'OK' });
		const wrong = await fixture.client.createCredential({
			name: `Wrong ${fixture.ultravox.name}`,
			type: 'ultravoxApi',
			data: { apiKey: `${fixture.sandbox.apiKey.slice(0, -1)}#`, baseUrl: fixture.sandbox.url },
		});
		const answer = await fixture.client.testCredential(wrong);
		expect(answer.status).toBe('Error');
		// 1.x does not look at the rules by which a credential words its refusals.
		if (!fixture.host.version.startsWith('1.')) expect(answer.message).toMatch(/API key/i);
	});

	test('agents are offered by name, all pages of them', async () => {
		fixture.sandbox.seedAgents(150);
		const { id, name } = fixture.ultravox;
		const entries = await fixture.client.options({
			methodName: 'getAgents',
			path: 'parameters.callCreationAllowedAgentIds',
			currentNodeParameters: { resource: 'twilioTelephonyConfig', operation: 'update' },
			credentials: { ultravoxApi: { id, name } },
		});
		const agents = [...fixture.sandbox.state.agents.values()];
		expect(entries.map((entry) => entry.value).sort()).toEqual(
			agents.map((agent) => agent.agentId).sort(),
		);
		expect(entries.map((entry) => entry.name).sort()).toEqual(
			agents.map((agent) => agent.name).sort(),
		);
	});

	test('a schedule that is activated updates the account', async () => {
		fixture.sandbox.seedConfig('twilio');
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Schedule',
				everySecond(),
				ultravox({ accountSource: 'credential' }, [fixture.ultravox, fixture.twilio]),
			),
		);
		await fixture.client.activate(workflow.id);
		try {
			const executions = await fixture.client.untilExecuted(workflow.id, 2);
			for (const { mode, status } of executions) {
				expect({ mode, status }).toEqual({ mode: 'trigger', status: 'success' });
			}
		} finally {
			await fixture.client.deactivate(workflow.id);
		}
		expect(patches().length).toBeGreaterThanOrEqual(2);
		expect(fixture.sandbox.state.configs.twilio).toMatchObject(TWILIO_ACCOUNT);
	});

	test('n8n execute runs it in a process of its own', async () => {
		fixture.sandbox.seedConfig('twilio');
		const { id } = await fixture.client.createWorkflow(
			chain('Command line', manualTrigger(), ultravox({ agentAccess: 'all' }, [fixture.ultravox])),
		);
		const { code, execution } = await executeWorkflow(fixture.host, id);
		expect({ code, execution }).toMatchObject({ code: 0, execution: { status: 'success' } });
		expect(fixture.sandbox.state.configs.twilio).toMatchObject({
			callCreationAllowAllAgents: true,
		});
	});

	test(`${ITEMS} different items leave the last item's values in the account`, async () => {
		fixture.sandbox.seedConfig('twilio');
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Different items',
				manualTrigger(),
				...items(Array.from({ length: ITEMS }, (_, index) => ({ path: `user.item${index}` }))),
				ultravox(
					{
						mappingMode: 'replace',
						requestContextMapping: {
							mappings: [{ requestField: 'From', contextField: '={{ $json.path }}' }],
						},
					},
					[fixture.ultravox],
				),
			),
		);

		const { status, runs } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		expect(patches()).toHaveLength(ITEMS);
		expect(patches().map(({ body }) => body)).toEqual(
			Array.from({ length: ITEMS }, (_, index) => ({
				requestContextMapping: { From: `user.item${index}` },
			})),
		);
		expect(fixture.sandbox.state.configs.twilio).toMatchObject({
			requestContextMapping: { From: `user.item${ITEMS - 1}` },
		});
		expect(runs.Ultravox[0].data?.main?.[0]).toHaveLength(ITEMS);
	});

	test(`${ITEMS} identical items cost one request`, async () => {
		fixture.sandbox.seedConfig('twilio');
		const [agent] = [...fixture.sandbox.state.agents.keys()];
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Identical items',
				manualTrigger(),
				...items(Array.from({ length: ITEMS }, () => ({ agent }))),
				ultravox({ agentAccess: 'only', callCreationAllowedAgentIds: '={{ [$json.agent] }}' }, [
					fixture.ultravox,
				]),
			),
		);

		const { status, runs } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		expect(fixture.sandbox.requests).toMatchObject([{ method: 'PATCH', path: CONFIG }]);
		const output = runs.Ultravox[0].data?.main?.[0] ?? [];
		expect(output).toHaveLength(ITEMS);
		for (const { json } of output) {
			expect(json).toMatchObject({ callCreationAllowedAgentIds: [agent] });
		}
	});

	test('a failing run is stored without a secret', async () => {
		fixture.sandbox.seedConfig('twilio');
		fixture.sandbox.faults.add({
			method: 'PATCH',
			path: CONFIG,
			status: 400,
			body: { authToken: [`${TWILIO_ACCOUNT.authToken} was refused by Twilio.`] },
		});
		const marker = `Failing run ${fixture.ultravox.id}`;
		const workflow = await fixture.client.createWorkflow(
			chain(
				marker,
				manualTrigger(),
				ultravox({ accountSource: 'credential' }, [fixture.ultravox, fixture.twilio]),
			),
		);

		const execution = await fixture.client.run(workflow);

		expect(execution.status).toBe('error');
		expect(execution.error?.message).toBeTruthy();
		expect(patches()).toMatchObject([{ secretFields: ['authToken'] }]);

		const stored = await readDatabase(fixture.host);
		const dump = JSON.stringify(stored);
		// The search below is worth something only if the run is in what is searched.
		expect(JSON.stringify(stored.execution_data)).toContain(marker);
		for (const secret of [TWILIO_ACCOUNT.authToken, fixture.sandbox.apiKey]) {
			expect(dump).not.toContain(secret);
			expect(execution.raw).not.toContain(secret);
			expect(readHostLog(fixture.host)).not.toContain(secret);
			expect(JSON.stringify(fixture.sandbox.requests)).not.toContain(secret);
		}
	});

	test('errors on the error output say what to do', async () => {
		const workflow = await fixture.client.createWorkflow(
			chain(
				'No configuration',
				manualTrigger(),
				ultravox({ agentAccess: 'all' }, [fixture.ultravox], {
					onError: 'continueErrorOutput',
				}),
			),
		);

		const { status, runs } = await fixture.client.run(workflow);

		expect(status).toBe('success');
		const [done, failed] = runs.Ultravox[0].data?.main ?? [];
		expect(done ?? []).toEqual([]);
		expect(failed).toMatchObject([
			{ json: { error: expect.stringContaining('Create or Update') }, pairedItem: { item: 0 } },
		]);
	});
});
