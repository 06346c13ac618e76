import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseFlatted } from '../../scripts/host/flatted.mts';
import { withLock } from '../../scripts/host/lock.mts';
import { freePort } from '../../scripts/host/ports.mts';
import { hostsUnderTest, HOST_VERSIONS } from '../../scripts/host/versions.mts';

describe('the lock around an installation', () => {
	let folder: string;
	let file: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-ultravox-lock-'));
		file = join(folder, 'lock');
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
		await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)]);
		expect(most).toBe(1);
		expect(readdirSync(folder)).toEqual([]);
	});

	test('is given back when the work throws', async () => {
		const broken = withLock(file, async () => await Promise.reject(new Error('no space left')));
		await expect(broken).rejects.toThrow('no space left');
		expect(await withLock(file, async () => 'done')).toBe('done');
	});

	test('of a process that is gone is taken over without waiting', async () => {
		const { pid } = spawnSync(process.execPath, ['-e', '0']);
		writeFileSync(file, JSON.stringify({ pid, host: hostname(), token: 'gone' }));
		const onWait = jest.fn();
		expect(await withLock(file, async () => 'done', onWait)).toBe('done');
		expect(onWait).not.toHaveBeenCalled();
	});

	test('of a live process is waited for, and its holder named once', async () => {
		const holder = { pid: process.ppid, host: hostname(), token: 'live' };
		writeFileSync(file, JSON.stringify(holder));
		const onWait = jest.fn(() => rmSync(file));
		expect(await withLock(file, async () => 'done', onWait)).toBe('done');
		expect(onWait.mock.calls).toEqual([[`process ${process.ppid}`]]);
	});
});

describe("n8n's stored execution data", () => {
	test('is read with shared and circular parts', () => {
		const text = JSON.stringify([
			{ list: '1', again: '1', name: '2', self: '0', count: 3 },
			['2', true, null],
			'x',
		]);
		const value = parseFlatted(text) as Record<string, unknown>;
		expect(value).toMatchObject({ list: ['x', true, null], name: 'x', count: 3 });
		expect(value.again).toBe(value.list);
		expect(value.self).toBe(value);
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
	expect(await freePort(taken)).toBe(taken);
});
