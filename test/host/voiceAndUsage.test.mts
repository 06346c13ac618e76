import { readExample } from '../../scripts/host/examples.mts';
import { onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const MARK = '91fa9bcf-93c8-467c-8b29-973720e3f167';

onEachHost('Voices and usage', (fixture) => {
	const step = (name: string, parameters: Record<string, unknown>) => ({
		...ultravox(parameters, [fixture.ultravox]),
		name,
	});

	test('a voice is found, listened to and given to an agent, whichever way the workflow holds it', async () => {
		const { sandbox } = fixture;
		const [agentId] = [...sandbox.state.agents.keys()];
		const update = { resource: 'agent', operation: 'update', agentId: byId(agentId) };
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Voices',
				manualTrigger(),
				...items([{ language: 'en-US' }]),
				step('Find', {
					resource: 'voice',
					operation: 'getAll',
					limit: 1,
					filters: { primaryLanguage: '={{ $json.language }}' },
				}),
				step('Listen', {
					resource: 'voice',
					operation: 'getPreview',
					voiceId: byId('={{ $json.voiceId }}'),
				}),
				step('Chosen', {
					...update,
					updateFields: { voice: byId('={{ $json.voiceId }}') },
					simplify: false,
				}),
				// As workflows hold it that were saved when it was a text.
				step('Saved as text', {
					...update,
					updateFields: { voice: 'Tanya', model: 'ultravox-v0.6' },
					simplify: false,
				}),
				step('Saved as expression', {
					...update,
					updateFields: { voice: "={{ ['Jessica'][$itemIndex] }}" },
					simplify: false,
				}),
			),
		);

		const { status, runs } = await fixture.client.run(workflow);

		const output = (name: string) => runs[name]?.[0].data?.main?.[0]?.[0];
		expect(status).toBe('success');
		expect(output('Listen')).toMatchObject({
			json: { voiceId: MARK, mimeType: 'audio/wav' },
			binary: { data: { fileExtension: 'wav' } },
		});
		expect(output('Chosen')).toMatchObject({ json: { callTemplate: { voice: MARK } } });
		expect(output('Saved as text')).toMatchObject({
			json: { callTemplate: { voice: 'Tanya', model: 'ultravox-v0.6' } },
		});
		expect(output('Saved as expression')).toMatchObject({
			json: { callTemplate: { voice: 'Jessica', model: 'ultravox-v0.6' } },
		});
	});

	test('the example makes one row of last month', async () => {
		const { sandbox, client, ultravox: credential } = fixture;
		const { name, nodes, connections, settings } = await readExample('monthly-minutes.json');
		const day = `${lastMonth()}-15`;
		for (const call of sandbox.calls.seed(3)) {
			Object.assign(call, {
				created: `${day}T08:00:00.000Z`,
				joined: `${day}T08:00:01.000Z`,
				ended: `${day}T08:02:01.000Z`,
				billed: `${day}T08:03:00.000Z`,
			});
		}
		// The sheet is Google's; all before it runs.
		const filled = nodes
			.filter((node) => !['On the Second', 'Add to Sheet'].includes(node.name))
			.map((node) =>
				node.credentials
					? { ...node, credentials: { ultravoxApi: { id: credential.id, name: credential.name } } }
					: node,
			);
		const {
			'On the Second': first,
			Row: _last,
			...others
		} = connections as Record<string, unknown>;
		const workflow = await client.createWorkflow({
			name,
			settings: { ...settings, timezone: 'UTC' },
			nodes: [manualTrigger(), ...filled],
			connections: { ...others, Start: first },
		} as Parameters<typeof client.createWorkflow>[0]);

		const { status, runs } = await client.run(workflow);

		expect(status).toBe('success');
		const row = runs.Row?.[0].data?.main?.[0] as Array<{ json: unknown }>;
		expect(row.map(({ json }) => json)).toEqual([
			{
				from: `${lastMonth()}-01`,
				to: expect.stringContaining(lastMonth()),
				minutes: 6,
				sipMinutes: 0,
				calls: 3,
				joinedCalls: 3,
				failedCalls: 0,
			},
		]);
	});
});

/** e.g. 2026-10 */
function lastMonth(): string {
	const now = new Date();
	const lastDay = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0));
	return lastDay.toISOString().slice(0, 7);
}
