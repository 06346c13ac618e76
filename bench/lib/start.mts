/** Brings up n8n with the packed node, and the sandbox. */
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startSandbox } from '../../sandbox/index.ts';
import { HostClient } from '../../scripts/host/client.mts';
import { publicAddress } from '../../scripts/host/environment.mts';
import { startHost } from '../../scripts/host/host.mts';
import { packPackage } from '../../scripts/host/pack.mts';
import { startFront } from '../../scripts/tlsFront.mts';
import type { Bench } from './types.mts';

/** Milliseconds from n8n to the API over TLS; a round trip is twice that, as between two cities of a continent. */
export const ONE_WAY_MS = 20;

/** Tools of agents are used over https only; what is measured goes straight to n8n. */
const PUBLIC = 'https://n8n.example.com';

/**
 * @param log takes messages about the progress
 * @returns the same n8n and sandbox twice: beside each other, and with TLS and a round trip in between
 */
export async function startBench(
	log: (message: string) => void,
): Promise<{ near: Bench; overTls: Bench; stop(): Promise<void> }> {
	log('Building and packing the node …');
	const tarball = await packPackage();
	const sandbox = await startSandbox();
	const front = await startFront({ target: sandbox.url, oneWayMs: ONE_WAY_MS });
	const trusted = join(dirname(tarball), 'front.pem');
	await writeFile(trusted, front.cert);
	const host = await startHost({
		tarball,
		log,
		env: { NODE_EXTRA_CA_CERTS: trusted, ...publicAddress(PUBLIC) },
	});
	const client = new HostClient(host.url);
	await client.setUpOwner();
	const credentialFor = async (name: string, baseUrl: string) =>
		await client.createCredential({
			name,
			type: 'ultravoxApi',
			data: { apiKey: sandbox.apiKey, baseUrl },
		});
	const headerAuth = await client.createCredential({
		name: 'Ultravox key',
		type: 'httpHeaderAuth',
		data: { name: 'X-API-Key', value: sandbox.apiKey },
	});
	const shared = { host, client, sandbox, headerAuth, tarball };
	return {
		near: { ...shared, url: sandbox.url, ultravox: await credentialFor('Ultravox', sandbox.url) },
		overTls: {
			...shared,
			url: front.url,
			front,
			ultravox: await credentialFor('Ultravox over TLS', front.url),
		},
		async stop() {
			await client.close();
			await host.stop();
			await front.close();
			await sandbox.close();
			await rm(dirname(tarball), { recursive: true, force: true });
		},
	};
}
