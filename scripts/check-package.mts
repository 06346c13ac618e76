/** Looks at the package as it would be published. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesBelow, filesBelow } from './folder.mts';
import { packPackage } from './host/pack.mts';
import { runProgram } from './host/processes.mts';
import type { Print } from './steps.mts';

/** Keeps it from growing unseen; what counts for users is the time and memory of loading, which `npm run bench` measures. */
const MOST_BYTES = 500_000;
const BESIDE_DIST = ['CHANGELOG.md', 'LICENSE.md', 'README.md', 'package.json'];
const NOT_FOR_USERS =
	/(^|\/)(docs|test|tests|test-results|sandbox|scripts|bench|faults|examples)\/|\.test\.|\.map$|\.tsbuildinfo$/;

/**
 * Builds and packs, then checks contents and size and lets n8n's own scanner look at it.
 * @throws with everything that is not as it should be.
 */
export async function checkPackage(print: Print): Promise<void> {
	const tarball = await packPackage();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-check-'));
	try {
		await runProgram('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
		const complaints = [...(await wrongContents(folder, print)), ...(await scan(folder))];
		if (complaints.length > 0) throw new Error(complaints.join('\n'));
	} finally {
		await rm(folder, { recursive: true, force: true });
		await rm(dirname(tarball), { recursive: true, force: true });
	}
}

async function wrongContents(folder: string, print: Print): Promise<string[]> {
	const files = await filesBelow(folder);
	const bytes = await bytesBelow(folder);
	print(`${files.length} files, ${bytes} bytes unpacked`);

	const complaints = files
		.filter(
			(file) =>
				NOT_FOR_USERS.test(file) || !(file.startsWith('dist/') || BESIDE_DIST.includes(file)),
		)
		.map((file) => `${file} does not belong into the package`);
	const needed = [...BESIDE_DIST, ...(await declaredFiles(folder)), ...(await schemaFiles())];
	for (const file of needed) {
		if (!files.includes(file)) complaints.push(`${file} is missing from the package`);
	}
	if (/[^\p{ASCII}]/u.test(await readFile(join(folder, 'dist', 'ultravox.js'), 'utf8')))
		complaints.push('dist/ultravox.js has a character beyond ASCII, which doubles its memory');
	if (bytes > MOST_BYTES)
		complaints.push(`${bytes} bytes unpacked, at most ${MOST_BYTES} are allowed`);
	return complaints;
}

/** The compiled nodes and credentials that package.json promises to n8n. */
async function declaredFiles(folder: string): Promise<string[]> {
	const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...manifest.n8n.nodes, ...manifest.n8n.credentials];
}

/** What n8n's editor shows of an operation before its first run; it is read from beside the compiled node. */
async function schemaFiles(): Promise<string[]> {
	const files = await filesBelow('nodes');
	return files.filter((file) => file.includes('__schema__')).map((file) => `dist/nodes/${file}`);
}

interface Scanner {
	analyzePackage(
		folder: string,
		patterns?: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
	SOURCE_FILE_PATTERNS: string[];
}

/** n8n's scanner judges the published files, and the sources that they were built from. */
async function scan(packed: string): Promise<string[]> {
	const file: string = '@n8n/scan-community-package/scanner/scanner.mjs';
	const scanner = (await import(file)) as Scanner;
	const results = [
		await scanner.analyzePackage(packed),
		await scanner.analyzePackage(process.cwd(), scanner.SOURCE_FILE_PATTERNS),
	];
	return results
		.filter(({ passed }) => !passed)
		.map(({ message, details }) => `n8n's scanner: ${message}\n${details ?? ''}`);
}
