/** Hands the hosts that the set-up has started over to the test files, which run in other realms. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from '../../../scripts/host/client.mts';
import type { InstalledHost } from '../../../scripts/host/install.mts';

export interface SharedHost {
	version: string;
	url: string;
	userFolder: string;
	installed: InstalledHost;
	env: NodeJS.ProcessEnv;
	owner: Owner;
	/** The packed node, for tests that start a host of their own. */
	tarball: string;
}

const VARIABLE = 'N8N_NODES_ULTRAVOX_HOSTS';

export function publishHosts(hosts: SharedHost[]): void {
	process.env[VARIABLE] = JSON.stringify(hosts);
}

/** @throws when the set-up of this layer has not run. */
export function sharedHosts(): SharedHost[] {
	const published = process.env[VARIABLE];
	if (!published) throw new Error('No host runs; start these tests with npm run test:host');
	return JSON.parse(published) as SharedHost[];
}

/** Everything that a host has printed since its start. */
export function readHostLog({ userFolder }: SharedHost): string {
	return readFileSync(join(userFolder, 'n8n.log'), 'utf8');
}
