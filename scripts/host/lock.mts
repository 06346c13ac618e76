/** A lock between processes: a file that its holder keeps fresh. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 5_000;
const STALE_MS = 60_000;

interface Holder {
	pid: number;
	host: string;
	token: string;
}

/**
 * Runs `work` while holding the lock `file`; waits as long as another live process holds it.
 * A lock is stale when its holder's process is gone, or when it was not refreshed for a minute.
 * @param onWait called once when there is something to wait for.
 */
export async function withLock<T>(
	file: string,
	work: () => Promise<T>,
	onWait: (holder: string) => void = () => undefined,
): Promise<T> {
	const mine: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
	let told = false;
	while (!(await take(file, mine))) {
		const other = await read(file);
		if (other && (await isStale(file, other))) {
			await remove(file, other);
			continue;
		}
		if (!told) onWait(other ? `process ${other.pid}` : 'another process');
		told = true;
		await sleep(500);
	}
	const beat = setInterval(() => void touch(file), BEAT_MS);
	beat.unref();
	try {
		return await work();
	} finally {
		clearInterval(beat);
		await remove(file, mine);
	}
}

async function take(file: string, mine: Holder): Promise<boolean> {
	try {
		await writeFile(file, JSON.stringify(mine), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

async function read(file: string): Promise<Holder | undefined> {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as Holder;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		// Being written right now, or left empty by a crash: only its age can tell.
		return { pid: 0, host: '', token: '' };
	}
}

async function isStale(file: string, holder: Holder): Promise<boolean> {
	if (holder.host === hostname() && holder.pid !== process.pid && !isAlive(holder.pid)) return true;
	try {
		return Date.now() - (await stat(file)).mtimeMs > STALE_MS;
	} catch {
		return false;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Takes the file away only if it is still that holder's: another waiter may have been quicker. */
async function remove(file: string, holder: Holder): Promise<void> {
	const aside = `${file}.${randomUUID()}`;
	try {
		await rename(file, aside);
	} catch {
		return;
	}
	const taken = await read(aside);
	if (taken && taken.token !== holder.token) await take(file, taken);
	await rm(aside, { force: true });
}

async function touch(file: string): Promise<void> {
	const now = new Date();
	await utimes(file, now, now).catch(() => undefined);
}
