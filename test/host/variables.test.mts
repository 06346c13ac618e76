import { asking, CANDIDATES, judge } from '../support/expressionGlobals.mts';
import { onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

onEachHost('Variables', (fixture) => {
	const bodies = () =>
		fixture.sandbox.requests.flatMap(({ method, body }) => (method === 'POST' ? [body] : []));

	test.each(['', '='])('stay in an agent beside what comes from the item (%j)', async (mode) => {
		const text = `${mode}{{#vip}}Dear {{user.name}}{{/vip}}, {{ $json.shop }}`;
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Variables',
				manualTrigger(),
				...items([{ shop: 'Bakery' }, { shop: '{{ $json.x }} {{y}}' }]),
				ultravox(
					{
						resource: 'agent',
						operation: 'create',
						name: 'Ada',
						systemPrompt: text,
						additionalFields: {
							inactivityMessages: { values: [{ duration: '={{ 20 + 1 }}', message: text }] },
						},
					},
					[fixture.ultravox],
				),
			),
		);
		const { status } = await fixture.client.run(workflow);
		expect(status).toBe('success');
		const sent = (shop: string) => {
			const filled = `{{#vip}}Dear {{user.name}}{{/vip}}, ${shop}`;
			const inactivityMessages = [{ duration: '21s', message: filled }];
			return { name: 'Ada', callTemplate: { systemPrompt: filled, inactivityMessages } };
		};
		expect(bodies()).toHaveLength(2);
		expect(bodies()).toEqual(expect.arrayContaining([sent('Bakery'), sent('{{ $json.x }} {{y}}')]));
	});

	test('a name that n8n leaves out without a word is refused', async () => {
		const parameters = { resource: 'agent', operation: 'create', name: 'Ada' };
		for (const name of ['{{first-name}}', '{{items[0].name}}', '{{user?.name}}', '{{Date}}']) {
			const workflow = await fixture.client.createWorkflow(
				chain(
					'Refused',
					manualTrigger(),
					ultravox({ ...parameters, systemPrompt: `=Hello ${name}` }, [fixture.ultravox]),
				),
			);
			const { status, raw } = await fixture.client.run(workflow);
			expect(status).toBe('error');
			expect(raw).toContain(`System Prompt: n8n makes nothing of ${name}`);
		}
		expect(bodies()).toEqual([]);
	});

	test('every name that n8n makes a value of is known', async () => {
		const [rows] = items([]);
		const pairs = CANDIDATES.map((name) => `"${name}": "${asking(name)}"`);
		rows.parameters = { ...(rows.parameters as object), jsonOutput: `={ ${pairs.join(', ')} }` };
		const workflow = await fixture.client.createWorkflow(chain('Globals', manualTrigger(), rows));
		const { runs } = await fixture.client.run(workflow);
		const answers = runs.Rows[0].data?.main?.[0]?.[0].json ?? {};
		expect(judge(answers)).toEqual({ unknown: [], idle: ['undefined'] });
	});
});
