import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialType } from 'n8n-workflow';

const FOLDER = join(process.cwd(), 'credentials');
const SUFFIX = '.credentials.ts';

/**
 * Loads a credential type of the package, e.g. `ultravoxApi` from `UltravoxApi.credentials.ts`.
 *
 * @throws when no file of that name (upper and lower case aside) defines the type
 */
export async function loadCredentialType(name: string): Promise<ICredentialType> {
	const wanted = `${name}${SUFFIX}`.toLowerCase();
	const file = readdirSync(FOLDER).find((entry) => entry.toLowerCase() === wanted);
	if (file) {
		const exported: Record<string, unknown> = await import(join(FOLDER, file));
		for (const value of Object.values(exported)) {
			if (typeof value !== 'function') continue;
			const instance = new (value as new () => ICredentialType)();
			if (instance.name === name) return instance;
		}
	}
	throw new Error(`No file in credentials/ defines the credential type "${name}".`);
}
