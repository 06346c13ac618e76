/** PostgreSQL and Redis from Debian's packages, on loopback, with data that go when they end. */
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './environment.mts';
import { freePort } from './ports.mts';
import { type RunningProgram, runProgram, startProgram, tryProgram } from './processes.mts';
import { waitFor } from './waitFor.mts';

const READY_WITHIN_MS = 60_000;
/** Where Debian keeps each version's programs; only some of them are on the path. */
const POSTGRES_FOLDER = '/usr/lib/postgresql';
/** Debian's package makes this user; PostgreSQL refuses to run as root. */
const POSTGRES_USER = 'postgres';

export interface Service {
	port: number;
	/** Ends it and removes its data. */
	stop(): Promise<void>;
}

/** The one user and the one database of a started PostgreSQL; it takes connections without a password. */
export const DATABASE = { user: 'n8n', name: 'postgres' };

/**
 * Installs by apt what of PostgreSQL and Redis is absent; does nothing where both are there.
 * @throws when they are absent and cannot be installed, with what to install.
 */
export async function installServices(log: (message: string) => void): Promise<void> {
	const absent = [
		...((await postgresPrograms()) ? [] : ['postgresql']),
		...((await isOnPath('redis-server')) ? [] : ['redis-server']),
	];
	await installPackages('Queue mode', absent, log);
}

/**
 * Installs Debian's packages.
 * @param who needs them, for the message
 * @throws when that does not work, with what to install.
 */
export async function installPackages(
	who: string,
	absent: string[],
	log: (message: string) => void,
): Promise<void> {
	if (absent.length === 0) return;
	log(`Installing ${absent.join(' and ')} …`);
	const [program, ...first] = isRoot() ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
	// Debian starts what it installs, unless this says that the machine is not up.
	const env = cleanEnvironment({ DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' });
	try {
		await runProgram(program, [...first, 'update', '-qq'], { env });
		await runProgram(program, [...first, 'install', '-y', '-qq', ...absent], { env });
	} catch (error) {
		throw new Error(`${who} needs Debian's packages ${absent.join(' and ')}: ${String(error)}`);
	}
}

/** Starts an empty PostgreSQL and waits until it takes connections. */
export async function startPostgres(): Promise<Service> {
	const programs = await postgresPrograms();
	if (!programs) throw new Error('PostgreSQL is not installed');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-postgres-'));
	const asUser: string[] = [];
	if (isRoot()) {
		const identity = async (flag: string) =>
			(await runProgram('id', [flag, POSTGRES_USER], { env: cleanEnvironment() })).trim();
		const [uid, gid] = [await identity('-u'), await identity('-g')];
		await chown(folder, Number(uid), Number(gid));
		asUser.push('setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups');
	}
	const command = (name: string, ...args: string[]): [string, string[]] => {
		const [program, ...rest] = [...asUser, join(programs, name), ...args];
		return [program, rest];
	};
	return await startIn(folder, async (port) => {
		const data = join(folder, `data-${port}`);
		const env = cleanEnvironment();
		const init = ['-A', 'trust', '-U', DATABASE.user, '-E', 'UTF8', '--locale=C', '--no-sync'];
		await runProgram(...command('initdb', '-D', data, ...init), { cwd: folder, env });
		const settings = {
			listen_addresses: '127.0.0.1',
			port,
			unix_socket_directories: '',
			fsync: 'off',
			max_connections: 200,
		};
		const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
		return startProgram(...command('postgres', '-D', data, ...options), { cwd: folder, env });
	});
}

/** Starts a Redis that keeps everything in memory, and waits until it takes connections. */
export async function startRedis(): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-redis-'));
	return await startIn(folder, async (port) => {
		const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
		return startProgram('redis-server', ['--port', String(port), ...options], {
			cwd: folder,
			env: cleanEnvironment(),
		});
	});
}

/**
 * Starts a service on a free port and waits until it takes connections; when it ends, the folder goes too.
 * @throws when it does not start; then nothing is left.
 */
export async function startIn(
	folder: string,
	start: (port: number) => Promise<RunningProgram>,
): Promise<Service> {
	let running: RunningProgram | undefined;
	const stop = async () => {
		await running?.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		const port = await freePort();
		running = await start(port);
		await waitUntilConnected(port, running);
		return { port, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function waitUntilConnected(port: number, program: RunningProgram): Promise<void> {
	const ask = async () => {
		if (program.exitCode !== undefined)
			throw new Error(`The service ended with code ${program.exitCode}`);
		return await takesConnections(port);
	};
	await waitFor('the service to take connections', ask, { within: READY_WITHIN_MS, every: 100 });
}

async function takesConnections(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = createConnection({ port, host: '127.0.0.1' });
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}

async function postgresPrograms(): Promise<string | undefined> {
	if (!existsSync(POSTGRES_FOLDER)) return undefined;
	const versions = await readdir(POSTGRES_FOLDER);
	return versions
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(POSTGRES_FOLDER, version, 'bin'))
		.find((folder) => existsSync(join(folder, 'initdb')));
}

async function isOnPath(program: string): Promise<boolean> {
	const { code } = await tryProgram(program, ['--version'], { env: cleanEnvironment() });
	return code === 0;
}

const isRoot = () => process.getuid?.() === 0;
