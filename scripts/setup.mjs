// Brings node_modules in line with package-lock.json at the beginning of `npm start` and `npm test`, so
// that both work on a fresh clone. Uses nothing but Node.js itself: it runs before anything is installed.
// (It is no `prestart` script: npm skips those where .npmrc says `ignore-scripts`.)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const OLDEST_NODE = [20, 15];

function nodeIsTooOld() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

function packagesIn(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
	} catch {
		return undefined;
	}
}

/** The first locked package that is absent or of another version; optional ones may be absent. */
function firstStalePackage() {
	const locked = packagesIn('package-lock.json');
	const installed = packagesIn('node_modules/.package-lock.json');
	if (!locked || !installed) return 'node_modules';
	return Object.keys(locked).find((path) => {
		if (path === '') return false;
		const found = installed[path];
		if (!found) return !(locked[path].optional || locked[path].devOptional || locked[path].os);
		return found.version !== locked[path].version;
	});
}

/** Runs npm whatever the platform calls it: npm itself tells where its program lies. */
async function npm(args) {
	const program = process.env.npm_execpath;
	const child = program
		? spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
		: spawn('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
	for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => child.kill(signal));
	const [code] = await once(child, 'exit');
	return code ?? 1;
}

async function main() {
	if (nodeIsTooOld()) {
		console.error(
			`Node.js ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.version}.`,
		);
		return 1;
	}
	if (!firstStalePackage()) return 0;

	console.log(
		'Installing the development packages (one to five minutes, only when they changed) …',
	);
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	const sign = setInterval(() => console.log(`… still installing (${seconds()})`), 30_000);
	const code = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
	clearInterval(sign);
	if (code !== 0) {
		console.error('npm ci did not finish; its output above says why.');
		return code;
	}
	console.log(`Development packages are in place (${seconds()}).`);
	return 0;
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error) => {
		console.error(error);
		process.exitCode = 1;
	},
);
