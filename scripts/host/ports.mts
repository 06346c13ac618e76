/** Free ports on the loopback address. */
import getPort from 'get-port';

/**
 * A port that nobody listens on right now. The same one is not given out again for half a minute.
 *
 * @param preferred taken if it is free
 */
export async function freePort(preferred?: number): Promise<number> {
	return await getPort({ host: '127.0.0.1', port: preferred });
}
