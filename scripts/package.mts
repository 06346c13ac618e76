// npm run package: builds the node and packs it, for whoever puts it into an n8n of their own. Prints where the file is, and
// how it gets in.
import { copyFile, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { packPackage } from './host/pack.mts';

async function main() {
	console.log('Building and packing the node …');
	const packed = await packPackage();
	const file = resolve(basename(packed));
	await copyFile(packed, file);
	await rm(dirname(packed), { recursive: true, force: true });

	const install = 'npm install --prefix ~/.n8n/nodes --ignore-scripts --legacy-peer-deps';
	console.log(`
Packed:  ${file}

Put it into the n8n of this machine, then restart n8n:

${install} '${file}'

Or into n8n in Docker, where the container is called n8n and keeps /home/node/.n8n in a volume:

docker cp '${file}' n8n:/home/node/.n8n/ && docker exec -u node n8n sh -c '${install} ~/.n8n/${basename(file)}' && docker restart n8n
`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
