import { onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

onEachHost('Agent', (fixture) => {
	test('one workflow creates, changes, lists and deletes agents', async () => {
		const agent = (name: string, parameters: object) => ({
			...ultravox({ resource: 'agent', ...parameters }, [fixture.ultravox]),
			name,
		});
		const before = fixture.sandbox.state.agents.size;
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Agents',
				manualTrigger(),
				...items([{ name: 'Bakery' }, { name: 'Butcher' }]),
				agent('Create', {
					operation: 'create',
					name: '={{ $json.name }}',
					systemPrompt: 'You work for {{shop.name}}.',
					additionalFields: {
						turnEndpointDelay: 0.5,
						firstSpeakerSettings: { values: { speaker: 'user', greeting: 'generated', delay: 5 } },
					},
				}),
				agent('Update', {
					operation: 'update',
					agentId: byId('={{ $json.agentId }}'),
					updateFields: { voice: 'Mark' },
					simplify: false,
				}),
				agent('Get Many', {
					operation: 'getAll',
					returnAll: true,
					filters: { search: '={{ $json.name }}' },
				}),
				agent('Delete', { operation: 'delete', agentId: byId('={{ $json.agentId }}') }),
			),
		);

		const { status, runs } = await fixture.client.run(workflow);

		const output = (name: string) =>
			(runs[name]?.[0].data?.main?.[0] ?? []) as Array<{ json: Record<string, unknown> }>;
		expect(status).toBe('success');
		expect(output('Update').map(({ json }) => json.callTemplate)).toMatchObject(
			Array.from({ length: 2 }, () => ({
				systemPrompt: 'You work for {{shop.name}}.',
				voice: 'Mark',
				vadSettings: { turnEndpointDelay: '0.5s' },
				firstSpeakerSettings: { user: { fallback: { delay: '5s' } } },
			})),
		);
		expect(output('Get Many').map(({ json }) => json.name)).toEqual(['Bakery', 'Butcher']);
		expect(output('Delete').map(({ json }) => json)).toEqual([
			{ deleted: true },
			{ deleted: true },
		]);
		expect(fixture.sandbox.state.agents.size).toBe(before);
	});

	test('an agent is found by typing, page by page', async () => {
		fixture.sandbox.seedAgents(200);
		const { id, name } = fixture.ultravox;
		const asked = {
			methodName: 'searchAgents',
			path: 'parameters.agentId',
			currentNodeParameters: { resource: 'agent', operation: 'get' },
			credentials: { ultravoxApi: { id, name } },
		};
		const first = await fixture.client.searchList(asked);
		const second = await fixture.client.searchList({
			...asked,
			paginationToken: first.paginationToken,
		});
		const all = [...fixture.sandbox.state.agents.keys()];
		const shown = [...first.results, ...second.results].map(({ value }) => value);
		expect(shown).toEqual(all.slice(0, shown.length));

		const typed = await fixture.client.searchList({ ...asked, filter: 'riga' });
		expect(typed.results.length).toBeGreaterThan(0);
		for (const entry of typed.results) expect(entry.name).toContain('Riga');
	});
});

onEachHost('A field that was dragged in', (fixture) => {
	const VALUES = [
		...[
			'Bonjour',
			'é ü 漢字 🙂',
			'={{ 1 + 1 }}',
			'{{ name }}',
			'true',
			' spaced ',
			'"quoted"\n\\',
			'',
		],
		...[0, 42.5, -1e21, true, false, null, [], ['a'], {}, { b: 1 }, 'x'.repeat(20_000)],
	];
	// One more than the rows need: a field that this row has not.
	const rows = [...VALUES.map((v) => ({ v, deep: { v } })), { other: 1 }];

	/** What comes of an agent for each row, with the prompt from an expression. */
	const outcomes = async (systemPrompt: string) => {
		fixture.sandbox.reset();
		const create = ultravox(
			{ resource: 'agent', operation: 'create', name: 'Agent', systemPrompt, additionalFields: {} },
			[fixture.ultravox],
			{ onError: 'continueRegularOutput' },
		);
		const workflow = await fixture.client.createWorkflow(
			chain(`Prompts ${systemPrompt}`, manualTrigger(), ...items(rows), create),
		);
		const { runs } = await fixture.client.run(workflow);
		const output = runs.Ultravox?.[0].data?.main?.[0] as Array<{ json: { error?: string } }>;
		return {
			sent: fixture.sandbox.requests.map(({ body }) => body),
			refused: output.map(({ json }) => json.error ?? null),
		};
	};

	test.each(['v', 'deep.v'])('means what n8n says it means: %s', async (path) => {
		const dragged = await outcomes(`={{ $json.${path} }}`);
		// In parentheses it takes n8n itself to evaluate it.
		const evaluated = await outcomes(`={{ ($json.${path}) }}`);
		expect(dragged.sent.length).toBeGreaterThan(5);
		expect(dragged.refused.filter(Boolean).length).toBeGreaterThan(2);
		expect(dragged).toEqual(evaluated);
	});
});

const ACCOUNTS = {
	telnyx: {
		type: 'ultravoxTelnyxApi',
		data: {
			accountSid: '5f4e3d2c-1b0a-4c9d-8e7f-6a5b4c3d2e1f',
			apiKey: 'telnyx-key-of-the-host-test',
			publicKey: 'telnyx-public-key-of-the-host-test',
			applicationSid: '2300000000000000001',
		},
	},
	plivo: {
		type: 'ultravoxPlivoApi',
		data: { authId: 'MAHOSTTESTHOSTTESTHO', authToken: 'plivo-token-of-the-host-test' },
	},
} as const;

onEachHost('Telephony config of Telnyx and Plivo', (fixture) => {
	test.each(['telnyx', 'plivo'] as const)('%s is set up from a credential', async (provider) => {
		const { type, data } = ACCOUNTS[provider];
		const credential = await fixture.client.createCredential({
			name: `${provider} ${fixture.ultravox.id}`,
			type,
			data,
		});
		const workflow = await fixture.client.createWorkflow(
			chain(
				`Set up ${provider}`,
				manualTrigger(),
				ultravox(
					{
						resource: `${provider}TelephonyConfig`,
						operation: 'upsert',
						mappingMode: 'replace',
						requestContextMapping: {
							mappings: [{ requestField: 'From', contextField: 'user.phone_number' }],
						},
					},
					[fixture.ultravox, credential],
				),
			),
		);

		const execution = await fixture.client.run(workflow);

		expect(execution.status).toBe('success');
		expect(fixture.sandbox.state.configs[provider]).toMatchObject({
			...data,
			requestContextMapping: { From: 'user.phone_number' },
		});
		for (const [name, value] of Object.entries(data)) {
			if (/key|token/i.test(name)) expect(execution.raw).not.toContain(value);
		}
	});
});
