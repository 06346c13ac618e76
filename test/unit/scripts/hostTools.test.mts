import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../../scripts/host/lock.mts';
import { freePort } from '../../../scripts/host/ports.mts';
import { runProgram, startProgram, tryProgram } from '../../../scripts/host/processes.mts';
import { hostsUnderTest, HOST_VERSIONS } from '../../../scripts/host/versions.mts';
import { waitFor } from '../../../scripts/host/waitFor.mts';

describe('the lock around an installation', () => {
	const ignore = () => undefined;
	let folder: string;
	let path: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-ultravox-lock-'));
		path = join(folder, 'lock');
	});

	afterEach(() => rmSync(folder, { recursive: true }));

	test('lets one in at a time and leaves nothing behind', async () => {
		let inside = 0;
		let most = 0;
		const work = async () => {
			inside += 1;
			most = Math.max(most, inside);
			await sleep(20);
			inside -= 1;
		};
		await Promise.all([
			withLock(path, work, ignore),
			withLock(path, work, ignore),
			withLock(path, work, ignore),
		]);
		expect(most).toBe(1);
		expect(readdirSync(folder)).toEqual([]);
	});

	test('is given back when the work throws', async () => {
		const broken = withLock(
			path,
			async () => await Promise.reject(new Error('no space left')),
			ignore,
		);
		await expect(broken).rejects.toThrow('no space left');
		expect(await withLock(path, async () => 'done', ignore)).toBe('done');
	});

	test('that a process left behind is taken over', async () => {
		mkdirSync(path);
		const longAgo = new Date(Date.now() - 60_000);
		utimesSync(path, longAgo, longAgo);
		const onWait = jest.fn();
		expect(await withLock(path, async () => 'done', onWait)).toBe('done');
		expect(onWait).not.toHaveBeenCalled();
	});

	test('of a live process is waited for, which is told once', async () => {
		mkdirSync(path);
		const onWait = jest.fn(() => rmdirSync(path));
		expect(await withLock(path, async () => 'done', onWait)).toBe('done');
		expect(onWait).toHaveBeenCalledTimes(1);
	});
});

describe('a started program', () => {
	const node = (script: string): [string, string[]] => [process.execPath, ['-e', script]];

	test('tells its lines, its output and its exit code', async () => {
		const script =
			"process.stdout.write('one\\ntw'); console.error('oops'); console.log('o'); process.exitCode = 3";
		const onLine = jest.fn();
		const { code, stdout, lines } = await tryProgram(...node(script), { onLine });
		expect({ code, stdout }).toEqual({ code: 3, stdout: 'one\ntwo' });
		expect(lines.sort()).toEqual(['one', 'oops', 'two']);
		expect(onLine).toHaveBeenCalledWith('oops', 'stderr');
		await expect(runProgram(...node(script))).rejects.toThrow(/ended with code 3:\n[^]*oops/);
	});

	test('that does not exist ends with a code, and says so', async () => {
		const { code, lines } = await tryProgram('no-such-program', []);
		expect(code).toBe(127);
		expect(lines.join('\n')).toContain('no-such-program');
	});

	test('gets the given environment and nothing else', async () => {
		const { stdout } = await tryProgram(...node('console.log(Object.keys(process.env))'), {
			env: { ONLY: 'this' },
		});
		expect(stdout).toBe("[ 'ONLY' ]");
	});

	test('is stopped, and knows its code then', async () => {
		const program = startProgram(...node('setInterval(() => undefined, 1000)'));
		expect(program.exitCode).toBeUndefined();
		await program.stop();
		expect(program.exitCode).toBeDefined();
	});

	test('ends with all that it started when its starter is killed', async () => {
		const inner =
			"require('node:child_process').spawn('sleep', ['600'], { detached: false }); console.log(process.pid); setInterval(() => undefined, 1000)";
		const supervisor = join('scripts', 'host', 'supervise.mjs');
		const starter = spawn(
			process.execPath,
			[
				'-e',
				`require('node:child_process').spawn(process.execPath, ${JSON.stringify([supervisor, '1', process.execPath, '-e', inner])}, { stdio: ['pipe', 'inherit', 'inherit'], detached: true });`,
			],
			{ stdio: ['ignore', 'pipe', 'inherit'] },
		);
		const [text] = (await once(starter.stdout, 'data')) as [Buffer];
		const group = Number(String(text));
		expect(isAlive(-group)).toBe(true);
		starter.kill('SIGKILL');
		await waitFor('the group to end', async () => !isAlive(-group));
	});
});

const isAlive = (pid: number) => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

describe('waiting', () => {
	test('gives the first answer', async () => {
		const answers = [undefined, false, 0, 1] as const;
		let asked = 0;
		expect(await waitFor('a number', async () => answers[asked++], { every: 1 })).toBe(0);
	});

	test('in vain says for what', async () => {
		const never = waitFor('rain', async () => undefined, { within: 20, every: 1 });
		await expect(never).rejects.toThrow('Waited 0.02 s in vain for rain');
	});

	test('ends with what the question throws', async () => {
		const broken = waitFor('rain', async () => await Promise.reject(new Error('no sky')));
		await expect(broken).rejects.toThrow('no sky');
	});
});

describe('hosts under test', () => {
	test('are the ones that are asked for', () => {
		expect(hostsUnderTest('1.123.81, 2.41.1')).toEqual(['1.123.81', '2.41.1']);
		expect(hostsUnderTest('all')).toEqual(Object.keys(HOST_VERSIONS));
		expect(hostsUnderTest('')).toContain('2.41.1');
		expect(() => hostsUnderTest('9.9.9')).toThrow('9.9.9 is not in scripts/host/versions.mts');
	});
});

test('a taken port is replaced by a free one', async () => {
	const { createServer } = await import('node:net');
	const taken = await freePort();
	const server = createServer().listen(taken, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	try {
		const other = await freePort(taken);
		expect(other).not.toBe(taken);
		expect(other).toBeGreaterThan(0);
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
});
