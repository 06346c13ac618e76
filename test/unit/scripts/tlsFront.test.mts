import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect, type TLSSocket } from 'node:tls';
import { type Front, startFront } from '../../../scripts/tlsFront.mts';
import { waitFor } from '../../../scripts/host/waitFor.mts';

const ONE_WAY_MS = 15;
/** A timer may end within the millisecond before its time. */
const notEarlierThan = (ms: number) => ms - 1;

describe('the TLS front', () => {
	let server: Server;
	let front: Front;
	/** When the server behind was sent something. */
	let arrivals: number[];
	const sockets: Array<Socket | TLSSocket> = [];

	beforeEach(async () => {
		arrivals = [];
		server = createServer((socket) => {
			sockets.push(socket);
			socket.on('data', (chunk) => {
				arrivals.push(performance.now());
				socket.write(chunk);
			});
			socket.on('error', () => undefined);
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		front = await startFront({ target: `http://127.0.0.1:${port}`, oneWayMs: ONE_WAY_MS });
	});

	afterEach(async () => {
		for (const socket of sockets.splice(0)) socket.destroy();
		await front.close();
		await new Promise((resolve) => server.close(resolve));
	});

	async function open(ca?: string): Promise<TLSSocket> {
		const socket = connect({ host: '127.0.0.1', port: Number(new URL(front.url).port), ca });
		sockets.push(socket);
		await once(socket, 'secureConnect');
		return socket;
	}

	async function echo(socket: TLSSocket, sent: Buffer): Promise<Buffer> {
		const received: Buffer[] = [];
		socket.write(sent);
		while (Buffer.concat(received).length < sent.length) {
			const [chunk] = (await once(socket, 'data')) as [Buffer];
			received.push(chunk);
		}
		return Buffer.concat(received);
	}

	test('lets a new connection wait for the round trips of TCP and of TLS', async () => {
		const start = performance.now();
		await open(front.cert);
		expect(performance.now() - start).toBeGreaterThanOrEqual(notEarlierThan(4 * ONE_WAY_MS));
	});

	test('delays bytes on their way there, and on their way back', async () => {
		const socket = await open(front.cert);
		const sent = performance.now();
		await echo(socket, Buffer.from('ping'));
		const received = performance.now();
		expect(arrivals).toHaveLength(1);
		expect(arrivals[0] - sent).toBeGreaterThanOrEqual(notEarlierThan(ONE_WAY_MS));
		expect(received - arrivals[0]).toBeGreaterThanOrEqual(notEarlierThan(ONE_WAY_MS));
	});

	test('hands on much in the order in which it came', async () => {
		const socket = await open(front.cert);
		const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
		expect((await echo(socket, sent)).equals(sent)).toBe(true);
	});

	test('counts connections, and how many were open at most', async () => {
		const three = await Promise.all([1, 2, 3].map(async () => await open(front.cert)));
		expect(front.traffic).toEqual({ connections: 3, open: 3, maxOpen: 3 });
		for (const socket of three) socket.destroy();
		await waitFor('the front to see them go', async () => front.traffic.open === 0);
		await open(front.cert);
		expect(front.traffic).toEqual({ connections: 4, open: 1, maxOpen: 3 });
	});

	test('hands on the end of a connection from behind', async () => {
		const socket = await open(front.cert);
		await echo(socket, Buffer.from('last'));
		sockets.find((one) => !('authorized' in one))?.end();
		await once(socket, 'end');
	});

	test('is trusted only by those who were given its certificate', async () => {
		await expect(open()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
	});
});
