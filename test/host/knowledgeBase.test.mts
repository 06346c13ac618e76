import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readExample } from '../../scripts/host/examples.mts';
import { addCorpus } from '../../sandbox/corpora/store.ts';
import { onEachHost } from './support/on-each-host.mts';
import { chain, manualTrigger } from './support/workflows.mts';

/** More than n8n hands on in one piece. */
const BIG = 'Open from nine to five. '.repeat(100_000);

onEachHost('Knowledge Base', (fixture) => {
	test('the example puts all files of a folder into one source, each night in place of the former', async () => {
		const { client, host, sandbox, ultravox } = fixture;
		sandbox.switches.sourceSeconds = 1;
		const corpus = addCorpus(sandbox.state, sandbox.clock.iso(), { name: 'Shop' });
		const folder = join(host.userFolder, 'files', 'knowledge');
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await writeFile(join(folder, 'hours.txt'), BIG);
		await writeFile(join(folder, 'prices.md'), 'Apples are one euro');

		const { name, nodes } = await readExample('knowledge-base-from-folder.json');
		const node = (named: string) => {
			const found = nodes.find((one) => one.name === named);
			if (!found) throw new Error(`The example has no ${named}`);
			return found;
		};
		const read = node('Read Folder');
		const replace = node('Replace Source');
		const workflow = await client.createWorkflow(
			chain(
				name,
				manualTrigger(),
				{ ...read, parameters: { ...(read.parameters as object), fileSelector: `${folder}/*` } },
				node('All Files in One Item'),
				{
					...replace,
					parameters: {
						...(replace.parameters as object),
						knowledgeBaseId: { __rl: true, mode: 'id', value: corpus.corpusId },
					},
					credentials: { ultravoxApi: { id: ultravox.id, name: ultravox.name } },
				},
			),
		);
		const sources = () =>
			[...corpus.sources.values()].map(({ documents, settings }) => [
				settings.name,
				Object.fromEntries(
					documents.map(({ content, title }) => [title, content.toString('utf8')]),
				),
			]);

		expect((await client.run(workflow)).status).toBe('success');
		expect(sources()).toEqual([
			['Folder', { 'hours.txt': BIG, 'prices.md': 'Apples are one euro' }],
		]);

		await writeFile(join(folder, 'prices.md'), 'Apples are two euros');
		await rm(join(folder, 'hours.txt'));
		expect((await client.run(workflow)).status).toBe('success');
		expect(sources()).toEqual([['Folder', { 'prices.md': 'Apples are two euros' }]]);
		const { requests } = sandbox.storage;
		expect(requests.map(({ status, carriedKey }) => [status, carriedKey])).toEqual([
			[200, false],
			[200, false],
			[200, false],
		]);
	});
});
