/** Installs an n8n host once into the user's cache folder. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostsFolder, cleanEnvironment, npmCommand, npmEnvironment } from './environment.mts';
import { withLock } from './lock.mts';
import { runProgram, tryProgram } from './processes.mts';
import { HOST_NODE, hostVersion } from './versions.mts';

export interface InstalledHost {
	version: string;
	folder: string;
	/** The Node.js that this host runs on. */
	node: string;
	/** n8n's command line program, to be run by `node`. */
	n8n: string;
}

type Log = (message: string) => void;

/** Written last: a folder without it is half finished, and is repaired by the next run. */
const READY = 'ready';

/**
 * Makes sure that this n8n is installed in the cache, and says what it does while that takes long.
 * Several processes may ask at once: one installs, the others wait.
 * @throws with npm's last words when the installation does not succeed.
 */
export async function installHost(version: string, log: Log): Promise<InstalledHost> {
	const host = describeHost(version);
	if (isReady(host)) return host;
	await mkdir(hostsFolder(), { recursive: true });
	await withLock(
		`${host.folder}.installing`,
		async () => {
			if (!isReady(host)) await install(host, log);
		},
		() => log(`n8n ${version} is being installed by another process, waiting for it …`),
	);
	return host;
}

function describeHost(version: string): InstalledHost {
	hostVersion(version);
	const folder = join(hostsFolder(), `n8n-${version}`);
	const modules = join(folder, 'node_modules');
	return {
		version,
		folder,
		node: join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		n8n: join(modules, 'n8n', 'bin', 'n8n'),
	};
}

const isReady = (host: InstalledHost) => existsSync(join(host.folder, READY));

async function install(host: InstalledHost, log: Log): Promise<void> {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	await mkdir(host.folder, { recursive: true });
	if (await hasPackages(host)) {
		log(`n8n ${host.version}: packages are there already`);
	} else {
		log(`Installing n8n ${host.version} once into ${host.folder}`);
		log('(about 3 GB; five to ten minutes, depending on the network) …');
		await downloadPackages(host, log, seconds);
	}
	if (!(await canRun(host))) {
		log(`n8n ${host.version}: building its database driver (one to two minutes) …`);
		await npm(host, ['rebuild', 'sqlite3', 'node', '--ignore-scripts=false']);
		if (!(await canRun(host))) throw new Error(hintForBuild(host));
	}
	await writeFile(join(host.folder, READY), `${host.version}\n`);
	log(`n8n ${host.version} is ready (${seconds()}).`);
}

/** npm writes this file when a whole tree is in place, so it tells a finished download from a broken one. */
async function hasPackages(host: InstalledHost): Promise<boolean> {
	try {
		const file = join(host.folder, 'node_modules', '.package-lock.json');
		const { packages } = JSON.parse(await readFile(file, 'utf8')) as {
			packages: Record<string, { version?: string }>;
		};
		return (
			packages['node_modules/n8n']?.version === host.version &&
			packages['node_modules/node']?.version === HOST_NODE
		);
	} catch {
		return false;
	}
}

async function downloadPackages(host: InstalledHost, log: Log, seconds: () => string) {
	for (const leftover of ['node_modules', 'package-lock.json']) {
		await rm(join(host.folder, leftover), { recursive: true, force: true });
	}
	const manifest = {
		name: 'n8n-host',
		private: true,
		dependencies: { n8n: host.version, node: HOST_NODE },
		overrides: hostVersion(host.version).overrides,
	};
	await writeFile(join(host.folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
	const sign = setInterval(
		() => log(`n8n ${host.version}: still downloading (${seconds()}) …`),
		30_000,
	);
	try {
		await npm(host, ['install', '--ignore-scripts']);
	} finally {
		clearInterval(sign);
	}
	log(`n8n ${host.version}: packages are in place (${seconds()})`);
}

async function npm(host: InstalledHost, args: string[]) {
	const [program, first] = npmCommand();
	await runProgram(program, [...first, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: host.folder,
		env: npmEnvironment(),
	});
}

/** Whether the host's own Node.js starts and loads the one module that has to be compiled. */
async function canRun(host: InstalledHost): Promise<boolean> {
	if (!existsSync(host.node)) return false;
	const { code } = await tryProgram(host.node, ['-e', "require('sqlite3')"], {
		cwd: host.folder,
		env: cleanEnvironment(),
	});
	return code === 0;
}

function hintForBuild(host: InstalledHost): string {
	return (
		`n8n ${host.version} is installed in ${host.folder}, but its Node.js or its database driver does ` +
		'not start. The driver is compiled where no ready-made one can be downloaded: that needs Python 3, ' +
		'make and a C++ compiler (Debian: apt-get install build-essential python3). Then run this again.'
	);
}
