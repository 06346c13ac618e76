/** Free ports on the loopback address. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens on right now.
 * @param preferred taken if it is free.
 */
export async function freePort(preferred = 0): Promise<number> {
	try {
		return await listenOnce(preferred);
	} catch (error) {
		if (preferred === 0) throw error;
		return await listenOnce(0);
	}
}

async function listenOnce(port: number): Promise<number> {
	const server = createServer();
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('no TCP port');
	return address.port;
}
