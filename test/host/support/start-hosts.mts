/** Starts one n8n of each version for all files of this layer, with the packed node installed. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostClient } from '../../../scripts/host/client.mts';
import { type Host, startHost } from '../../../scripts/host/host.mts';
import { packPackage } from '../../../scripts/host/pack.mts';
import { hostsUnderTest } from '../../../scripts/host/versions.mts';
import { publishHosts, type SharedHost } from './shared-hosts.mts';

/**
 * n8n 1's one connection to SQLite fails where two requests begin a transaction at once, as two test files do; several
 * connections do not. n8n 2 has several in any case.
 */
const SEVERAL_AT_ONCE = { DB_SQLITE_POOL_SIZE: '3' };

const started: Host[] = [];
let tarball: string | undefined;

export async function startHosts(): Promise<void> {
	const versions = hostsUnderTest();
	console.log(`\nBuilding the node and starting n8n ${versions.join(', ')} …`);
	tarball = await packPackage();
	const shared: SharedHost[] = [];
	try {
		// One after the other: each start keeps both cores of a small machine busy.
		for (const version of versions) shared.push(await startShared(version, tarball));
	} catch (error) {
		await stopHosts();
		throw error;
	}
	publishHosts(shared);
}

async function startShared(version: string, packed: string): Promise<SharedHost> {
	const host = await startHost({
		version,
		tarball: packed,
		log: (message) => console.log(message),
		env: SEVERAL_AT_ONCE,
	});
	started.push(host);
	const client = new HostClient(host.url);
	const owner = await client.setUpOwner();
	await client.close();
	const { url, userFolder, installed, env } = host;
	return { version, url, userFolder, installed, env, owner, tarball: packed };
}

export async function stopHosts(): Promise<void> {
	await Promise.all(started.splice(0).map(async (host) => await host.stop()));
	if (tarball) await rm(dirname(tarball), { recursive: true, force: true });
}
