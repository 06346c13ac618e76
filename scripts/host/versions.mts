/** The n8n versions that this package is run on. One more is one more line in `HOST_VERSIONS`. */

export interface HostVersion {
	/** npm `overrides` without which this version does not install from a registry. */
	overrides: Record<string, string>;
}

/** Node.js beside every host, from the npm package `node`: it suits all versions in the table. */
export const HOST_NODE = '24.21.0';

export const HOST_VERSIONS: Readonly<Record<string, HostVersion>> = {
	'2.41.1': { overrides: {} },
	// This line's spreadsheet library is published outside the registries.
	'1.123.81': { overrides: { xlsx: 'npm:@e965/xlsx@0.20.3' } },
};

/** The version that `npm start` runs. */
export const DEFAULT_HOST = '2.41.1';

/** The versions that the host cases run on when nothing else is asked for. */
const TESTED_HOSTS = ['2.41.1', '1.123.81'];

/**
 * The versions to test: `N8N_HOSTS` (comma-separated, or `all`) or the default ones.
 * @throws when a version is asked for that the table does not have.
 */
export function hostsUnderTest(asked = process.env.N8N_HOSTS): string[] {
	if (asked === 'all') return Object.keys(HOST_VERSIONS);
	const versions = (asked ?? '')
		.split(',')
		.map((version) => version.trim())
		.filter((version) => version !== '');
	for (const version of versions) hostVersion(version);
	return versions.length > 0 ? versions : TESTED_HOSTS;
}

/** @throws when the table has no such version. */
export function hostVersion(version: string): HostVersion {
	const entry = HOST_VERSIONS[version];
	if (!entry) {
		const known = Object.keys(HOST_VERSIONS).join(', ');
		throw new Error(`n8n ${version} is not in scripts/host/versions.mts (known: ${known})`);
	}
	return entry;
}
