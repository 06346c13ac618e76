/** A lock between processes. */
import { lock } from 'proper-lockfile';

/** Milliseconds after which a lock counts as left behind; its holder renews it well before. */
const STALE_MS = 20_000;
const ASK_AGAIN_MS = 500;

/**
 * Runs `work` while this process, and no other, holds the lock.
 *
 * @param path where the lock lies, as a folder
 * @param onWait called once when another process holds it
 * @returns what `work` returns; the lock is given back then, and also when it throws
 */
export async function withLock<T>(
	path: string,
	work: () => Promise<T>,
	onWait: () => void,
): Promise<T> {
	const take = async (retries?: object) =>
		await lock(path, { lockfilePath: path, realpath: false, stale: STALE_MS, retries });
	const release = await take().catch(async (error: NodeJS.ErrnoException) => {
		if (error.code !== 'ELOCKED') throw error;
		onWait();
		return await take({ forever: true, factor: 1, minTimeout: ASK_AGAIN_MS });
	});
	try {
		return await work();
	} finally {
		await release();
	}
}
