/** The package as a user gets it: built and packed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand, npmEnvironment } from './environment.mts';
import { runProgram } from './processes.mts';

/**
 * Builds and packs this project into a new temporary folder.
 * @param options.build `false` packs `dist` as it lies there.
 * @returns the tarball's path; its folder is the caller's to remove.
 */
export async function packPackage(options: { build?: boolean } = {}): Promise<string> {
	const [program, first] = npmCommand();
	const npm = async (...args: string[]) =>
		await runProgram(program, [...first, ...args], { cwd: process.cwd(), env: npmEnvironment() });

	if (options.build !== false) await npm('run', 'build', '--silent');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-pack-'));
	try {
		await npm('pack', '--pack-destination', folder, '--silent', '--ignore-scripts');
		const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
		if (!tarball) throw new Error('npm pack wrote no tarball');
		return join(folder, tarball);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}
