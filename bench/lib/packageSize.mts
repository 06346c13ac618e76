/** How large the package is once it is unpacked. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../scripts/host/host.mts';

/** @returns bytes of the package's files as they lie in the host */
export async function installedBytes({ userFolder }: Host): Promise<number> {
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-ultravox');
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	const sizes = await Promise.all(
		files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
	);
	return sizes.reduce((sum, size) => sum + size, 0);
}
