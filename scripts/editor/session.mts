/** n8n with the packed node, for whoever looks at it in a browser: the editor's tests and the pictures. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostClient, type Owner } from '../host/client.mts';
import { publicAddress } from '../host/environment.mts';
import { startHost } from '../host/host.mts';
import { packPackage } from '../host/pack.mts';
import { ensureChromium } from './chromium.mts';

/** Tools of agents are used over https only; nothing is there, the sandbox calls n8n itself. */
const PUBLIC = 'https://n8n.example.com';

/** What has to be known to look; may be written down as JSON. */
export interface EditorAddress {
	/** Base address of n8n. */
	url: string;
	owner: Owner;
	/** Path of the browser's program. */
	chromium: string;
}

export interface EditorHost extends EditorAddress {
	close(): Promise<void>;
}

export interface EditorHosts {
	hosts: EditorAddress[];
	close(): Promise<void>;
}

/**
 * Starts n8n with the node as it is built now.
 *
 * @param log progress messages
 * @throws when there is no browser, or n8n does not start; then nothing is left running
 */
export async function startEditorHost(log: (message: string) => void): Promise<EditorHost> {
	const { hosts, close } = await startEditorHosts(1, log);
	return { ...hosts[0], close };
}

/**
 * The same for several n8n that know nothing of each other.
 *
 * @throws as `startEditorHost`
 */
export async function startEditorHosts(
	count: number,
	log: (message: string) => void,
): Promise<EditorHosts> {
	const ends: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const end of ends.splice(0).reverse()) await end();
	};
	const start = async (tarball: string, chromium: string): Promise<EditorAddress> => {
		const host = await startHost({ tarball, env: publicAddress(PUBLIC), log });
		ends.push(async () => await host.stop());
		const client = new HostClient(host.url);
		ends.push(async () => await client.close());
		return { url: host.url, owner: await client.setUpOwner(), chromium };
	};
	try {
		const chromium = await ensureChromium(log);
		log('Building and packing the node, starting n8n …');
		const tarball = await packPackage();
		ends.push(async () => await rm(dirname(tarball), { recursive: true, force: true }));
		const hosts: EditorAddress[] = [];
		// One after the other: each start keeps both cores of a small machine busy.
		while (hosts.length < count) hosts.push(await start(tarball, chromium));
		return { hosts, close };
	} catch (error) {
		await close();
		throw error;
	}
}
