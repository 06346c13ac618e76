/** Brings up n8n with the packed node, and the sandbox. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startSandbox } from '../../sandbox/index.ts';
import { HostClient } from '../../scripts/host/client.mts';
import { startHost } from '../../scripts/host/host.mts';
import { packPackage } from '../../scripts/host/pack.mts';
import type { Bench } from './types.mts';

/** @param log takes messages about the progress */
export async function startBench(
	log: (message: string) => void,
): Promise<{ bench: Bench; stop(): Promise<void> }> {
	log('Building and packing the node …');
	const tarball = await packPackage();
	const sandbox = await startSandbox();
	const host = await startHost({ tarball, log });
	const client = new HostClient(host.url);
	await client.setUpOwner();
	const ultravox = await client.createCredential({
		name: 'Ultravox',
		type: 'ultravoxApi',
		data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
	});
	const headerAuth = await client.createCredential({
		name: 'Ultravox key',
		type: 'httpHeaderAuth',
		data: { name: 'X-API-Key', value: sandbox.apiKey },
	});
	return {
		bench: { host, client, sandbox, ultravox, headerAuth, tarball },
		async stop() {
			await client.close();
			await host.stop();
			await sandbox.close();
			await rm(dirname(tarball), { recursive: true, force: true });
		},
	};
}
