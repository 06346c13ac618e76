/** The package as a user gets it: built and packed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand, npmEnvironment } from './environment.mts';
import { runProgram } from './processes.mts';

/**
 * Builds and packs this project into a new temporary folder.
 * @returns the tarball's path; its folder is the caller's to remove.
 */
export async function packPackage(): Promise<string> {
	const [program, first] = npmCommand();
	const npm = async (...args: string[]) =>
		await runProgram(program, [...first, ...args], { cwd: process.cwd(), env: npmEnvironment() });

	await npm('run', 'build', '--silent');
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
