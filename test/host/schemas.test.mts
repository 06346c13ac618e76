import { readFile } from 'node:fs/promises';
import { request } from 'undici';
import { operationNames } from '../support/operationNames.ts';
import { schemaFile } from '../support/schemaFiles.mts';
import { onEachHost } from './support/on-each-host.mts';

onEachHost('Output schemas', ({ host }) => {
	test('n8n serves the schema of every operation to its editor', async () => {
		const served = new Map<string, unknown>();
		const written = new Map<string, unknown>();
		for (const name of operationNames) {
			const path = `/schemas/n8n-nodes-ultravox.ultravox/1.0.0/${name}.json`;
			const { body } = await request(host.url + path);
			served.set(name, await body.json());
			written.set(name, JSON.parse(await readFile(schemaFile(name), 'utf8')));
		}
		expect(served).toEqual(written);
	});
});
