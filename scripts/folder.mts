/** What lies in a folder. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns the files below a folder, by their paths in it with `/`, sorted */
export async function filesBelow(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(folder.length + 1)
				.replaceAll('\\', '/'),
		)
		.sort();
}

/** @returns the bytes of all files below a folder */
export async function bytesBelow(folder: string): Promise<number> {
	const files = await filesBelow(folder);
	const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
	return sizes.reduce((sum, size) => sum + size, 0);
}
