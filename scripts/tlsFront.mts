/** A TLS front: gives a server on this machine an https address, as far away as those that people use if it is to be. */
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { type Duplex, Transform } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificate } from './certificate.mts';

export interface FrontOptions {
	/** Address of the server behind, plain http. */
	target: string;
	/** Milliseconds that a byte takes one way; a new connection waits twice as long first, for TCP's own round trip. */
	oneWayMs: number;
}

export interface Front {
	/** e.g. https://127.0.0.1:40123, no trailing slash. */
	url: string;
	/** The certificate that a client has to trust, PEM. */
	cert: string;
	/** Connections that were made, are open, and were open at most; count anew by setting them. */
	traffic: { connections: number; open: number; maxOpen: number };
	/** Cuts all connections. */
	close(): Promise<void>;
}

/**
 * Starts a front on the loopback address, with a certificate of its own. What it delays are the bytes as they are on the
 * wire, so that the handshake of TLS costs its round trip as well.
 */
export async function startFront({ target, oneWayMs }: FrontOptions): Promise<Front> {
	const { hostname, port } = new URL(target);
	const { key, cert } = await makeCertificate('127.0.0.1');
	const traffic = { connections: 0, open: 0, maxOpen: 0 };
	const clients = new Set<Duplex>();
	const open = new Set<Duplex>();
	const keep = <T extends Duplex>(socket: T): T => {
		open.add(socket);
		// A socket that breaks is closed as well, and that is what counts here.
		return socket.on('error', () => undefined).once('close', () => open.delete(socket));
	};

	const tls = createTlsServer({ key, cert }, (socket) => {
		join(keep(socket), keep(connect(Number(port), hostname)));
	});
	// A client that does not trust the certificate, or leaves during the handshake.
	tls.on('tlsClientError', (_error, socket) => socket.destroy());
	const tlsPort = await listen(tls);

	const wire = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
		keep(socket);
		clients.add(socket);
		traffic.connections += 1;
		traffic.open = clients.size;
		traffic.maxOpen = Math.max(traffic.maxOpen, traffic.open);
		// A client that has said its end is done, though its socket still waits for ours, which is on its way.
		const leave = () => {
			clients.delete(socket);
			traffic.open = clients.size;
		};
		socket.once('end', leave).once('close', leave);
		const inner = keep(
			connect({ port: tlsPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }),
		);
		setTimeout(() => join(socket, inner, oneWayMs), 2 * oneWayMs);
	});
	const wirePort = await listen(wire);

	return {
		url: `https://127.0.0.1:${wirePort}`,
		cert,
		traffic,
		async close() {
			const closed = [wire, tls].map(
				async (server) => await new Promise((resolve) => server.close(resolve)),
			);
			for (const socket of open) socket.destroy();
			await Promise.all(closed);
		},
	};
}

async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** Hands everything on both ways, ends too; where one breaks off, the other is cut as well. */
function join(one: Duplex, other: Duplex, delayMs = 0): void {
	for (const [from, to] of [
		[one, other],
		[other, one],
	]) {
		(delayMs > 0 ? from.pipe(later(delayMs)) : from).pipe(to);
		const cut = () => {
			if (!from.readableEnded) to.destroy();
		};
		if (from.destroyed) cut();
		else from.once('close', cut);
	}
}

/** Hands on every chunk, and the end, this many milliseconds after it came; chunks do not wait for one another. */
function later(ms: number): Transform {
	return new Transform({
		transform(chunk, _encoding, done) {
			// Timers of one length end in the order in which they began.
			setTimeout(() => this.push(chunk), ms);
			done();
		},
		flush(done) {
			setTimeout(done, ms);
		},
	});
}
