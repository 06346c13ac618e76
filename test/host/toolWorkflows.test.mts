/** Tools whose workflow is gone: n8n is asked which methods an address takes, and starts nothing. */
import { randomUUID } from 'node:crypto';
import { onEachHost } from './support/on-each-host.mts';
import { chain, manualTrigger, ultravox, webhook } from './support/workflows.mts';

onEachHost('Tool: Get Many', (bench) => {
	test('marks the tools of this n8n whose workflow is not published', async () => {
		const { client, host, sandbox } = bench;
		const add = (name: string, baseUrlPattern: string) =>
			sandbox.tools.seed({ name, definition: { http: { baseUrlPattern, httpMethod: 'POST' } } });
		const workflows = await Promise.all(
			['published', 'unpublished', 'deleted'].map(async (name) => {
				const path = `${name}-${randomUUID()}`;
				add(name, `${host.url}/webhook/${path}`);
				return await client.createWorkflow(chain(name, webhook(path)));
			}),
		);
		add('elsewhere', 'https://n8n.example.com/webhook/1');
		const [published, unpublished, deleted] = workflows;
		for (const { id } of workflows) await client.activate(id);
		await client.deactivate(unpublished.id);
		await client.deactivate(deleted.id);

		const list = await client.createWorkflow(
			chain(
				'List',
				manualTrigger(),
				ultravox(
					{
						resource: 'tool',
						operation: 'getAll',
						filters: { ownership: 'private' },
						options: { checkWorkflows: true, sort: 'chronologic' },
					},
					[bench.ultravox],
				),
			),
		);
		const { runs } = await client.run(list);
		const json = runs.Ultravox[0].data?.main?.[0]?.map((item) => item.json) ?? [];
		expect(json.map(({ name, workflowStatus }) => [name, workflowStatus])).toEqual([
			['published', 'published'],
			['unpublished', 'notPublished'],
			['deleted', 'notPublished'],
			['elsewhere', null],
		]);
		expect(await client.endedExecutions(published.id)).toEqual([]);
		await client.deactivate(published.id);
	});
});
