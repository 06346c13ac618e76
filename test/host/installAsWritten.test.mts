/** What the README says about installing, done as it says. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostClient } from '../../scripts/host/client.mts';
import { npmEnvironment } from '../../scripts/host/environment.mts';
import { installedFolder, startHost } from '../../scripts/host/host.mts';
import { runProgram } from '../../scripts/host/processes.mts';

jest.setTimeout(10 * 60_000);

/** The beginning of the line that installs, up to where the package lies. */
const INSTALL = /^npm install --prefix ~\/\.n8n\/nodes .*(?= \S+\.tgz'?$)/m;

test('what npm run package prints puts the node into n8n', async () => {
	const home = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-home-'));
	try {
		const printed = await runProgram('npm', ['run', 'package'], { env: npmEnvironment() });
		const line = /^npm install .*$/m.exec(printed)?.[0] ?? '';
		const readme = await readFile('README.md', 'utf8');
		expect(INSTALL.exec(line)?.[0]).toBe(INSTALL.exec(readme)?.[0]);

		await runProgram('sh', ['-c', line], { env: { ...npmEnvironment(), HOME: home } });
		expect(await readFile(join(installedFolder(home), 'package.json'), 'utf8')).toContain(
			'n8n-nodes-ultravox',
		);
		const host = await startHost({ userFolder: home });
		const client = new HostClient(host.url);
		try {
			await client.setUpOwner();
			const names = ['ultravox', 'ultravoxTrigger'];
			const known = await client.call<Array<{ name: string }>>('POST', '/node-types', {
				nodeInfos: names.map((name) => ({ name: `n8n-nodes-ultravox.${name}`, version: 1 })),
			});
			// n8n refuses a type that it does not have, and answers without the package's name.
			expect(known.map(({ name }) => name)).toEqual(names);
		} finally {
			await client.close();
			await host.stop();
		}
	} finally {
		await rm(home, { recursive: true, force: true });
	}
});
