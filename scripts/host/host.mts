/** A real n8n in a folder of its own, with the packed node installed. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { cleanEnvironment, npmCommand, npmEnvironment } from './environment.mts';
import { type InstalledHost, installHost } from './install.mts';
import { freePort } from './ports.mts';
import { type RunningProgram, runProgram, startProgram } from './processes.mts';
import { DEFAULT_HOST } from './versions.mts';
import { waitFor } from './waitFor.mts';

const READY_WITHIN_MS = 180_000;
const START_TRIES = 3;

export interface HostOptions {
	/** One of the versions in versions.mts; the default one unless told. */
	version?: string;
	/** The packed node; without it n8n starts bare. */
	tarball?: string;
	/** More settings of n8n, e.g. for queue mode. */
	env?: Record<string, string>;
	/** Where everything of this host is kept; a temporary folder, removed by `stop`, unless told. */
	userFolder?: string;
	/** The editor's port if it is free. */
	preferredPort?: number;
	/** The editor's port and no other, e.g. because it has been named to somebody already. */
	port?: number;
	/** The process to run: the editor and API (default), a worker, or a webhook processor. */
	command?: string[];
	/** Progress messages. */
	log?: (message: string) => void;
}

export interface Host {
	version: string;
	/** Base address of editor, API and webhooks, without a trailing slash. */
	url: string;
	port: number;
	userFolder: string;
	installed: InstalledHost;
	/** The environment that n8n's own commands need to work on the same data. */
	env: NodeJS.ProcessEnv;
	/** What n8n has printed so far. */
	log(): string;
	/** Ends n8n and removes what it left, the folder too if it was temporary. */
	stop(): Promise<void>;
	/** Ends n8n as a crash would; `restart` brings it back. */
	kill(): Promise<void>;
	/** Ends n8n, if it still runs, and starts it again with the same data and ports. */
	restart(): Promise<void>;
}

/**
 * Starts n8n and waits until it answers.
 * @throws with n8n's last words when it ends, or is not ready within three minutes.
 */
export async function startHost(options: HostOptions = {}): Promise<Host> {
	const log = options.log ?? (() => undefined);
	const installed = await installHost(options.version ?? DEFAULT_HOST, log);
	const isTemporary = options.userFolder === undefined;
	const userFolder =
		options.userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-host-')));
	const end = async () => {
		if (isTemporary) await removeFolder(userFolder);
	};
	let running: Running;
	try {
		await mkdir(join(userFolder, '.n8n'), { recursive: true });
		if (options.tarball) await installPackage(userFolder, options.tarball);
		running = await startOnFreePorts(installed, userFolder, options);
	} catch (error) {
		await end();
		throw error;
	}
	return {
		version: installed.version,
		url: `http://127.0.0.1:${running.port}`,
		port: running.port,
		userFolder,
		installed,
		env: running.env,
		log: () => running.lines.join('\n'),
		async stop() {
			await running.program.stop();
			await end();
		},
		async kill() {
			await running.program.kill();
		},
		async restart() {
			await running.program.stop();
			running = await startOnce(installed, running.env, userFolder, options.command);
		},
	};
}

/** @returns where the installed node lies */
export const installedFolder = (userFolder: string): string =>
	join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-ultravox');

/** As a user does by hand, see n8n's page on installing community nodes without its panel. */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true }),
	);
	const [program, first] = npmCommand();
	await runProgram(
		program,
		[
			...first,
			'install',
			'--ignore-scripts',
			'--legacy-peer-deps',
			'--no-audit',
			'--no-fund',
			'--loglevel=error',
			tarball,
		],
		{ cwd: folder, env: npmEnvironment() },
	);
}

/** Settings that keep n8n to this machine and out of the way of another one. */
async function hostEnvironment(
	userFolder: string,
	extra: Record<string, string> = {},
	port: number,
): Promise<NodeJS.ProcessEnv> {
	return cleanEnvironment({
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/`,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		// On a busy machine a slow answer is not a lost database, for which n8n refuses everything.
		DB_PING_TIMEOUT_MS: '60000',
		// Workers answer there whether they are ready.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		GENERIC_TIMEZONE: 'UTC',
		// Where workflows may write files; n8n 2 takes a folder in the home directory otherwise.
		N8N_RESTRICT_FILE_ACCESS_TO: join(userFolder, 'files'),
		...extra,
	});
}

interface Running {
	program: RunningProgram;
	port: number;
	env: NodeJS.ProcessEnv;
	lines: string[];
}

/** Between the choice of a port and n8n's listening somebody else may take it; then others are chosen. */
async function startOnFreePorts(
	installed: InstalledHost,
	userFolder: string,
	options: HostOptions,
): Promise<Running> {
	for (let attempt = 1; ; attempt++) {
		const port = options.port ?? (await freePort(options.preferredPort));
		const env = await hostEnvironment(userFolder, options.env, port);
		try {
			return await startOnce(installed, env, userFolder, options.command);
		} catch (error) {
			const isTaken =
				String(error).includes('EADDRINUSE') || /port \d+ is already/.test(String(error));
			if (!isTaken || attempt === START_TRIES) throw error;
		}
	}
}

async function startOnce(
	installed: InstalledHost,
	env: NodeJS.ProcessEnv,
	userFolder: string,
	command: string[] = ['start'],
): Promise<Running> {
	const lines: string[] = [];
	const file = createWriteStream(join(userFolder, 'n8n.log'), { flags: 'a' });
	const program = startProgram(installed.node, [installed.n8n, ...command], {
		cwd: userFolder,
		env,
		onLine(line) {
			lines.push(line);
			file.write(`${line}\n`);
		},
	});
	void program.ended.then(() => file.end());
	const running = { program, port: Number(env.N8N_PORT), env, lines };
	try {
		// 1.x reports to be ready before its interface is there.
		const isMain = command[0] === 'start';
		await waitUntilReady(running, ['/healthz/readiness', ...(isMain ? ['/rest/settings'] : [])]);
	} catch (error) {
		await program.stop();
		throw new Error(`n8n ${installed.version}: ${String(error)}\n${lines.slice(-30).join('\n')}`);
	}
	return running;
}

async function waitUntilReady({ program, port }: Running, paths: string[]): Promise<void> {
	const ask = async () => {
		if (program.exitCode !== undefined)
			throw new Error(`ended with code ${program.exitCode} while starting`);
		const open = paths.map(async (path) => await answers(`http://127.0.0.1:${port}${path}`));
		return (await Promise.all(open)).every(Boolean);
	};
	await waitFor('n8n to be ready', ask, { within: READY_WITHIN_MS, every: 200 });
}

async function answers(url: string): Promise<boolean> {
	try {
		const { statusCode, body } = await request(url, { headersTimeout: 5_000 });
		await body.dump();
		return statusCode === 200;
	} catch {
		return false;
	}
}

async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
