import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

import { makeCertificate } from '../scripts/certificate.mts';
import { freePort } from '../scripts/host/ports.mts';

/** A server that is not the API, and what came to it. */
export interface Elsewhere {
	url: string;
	/** Every request, with whether it carried a key. */
	requests: Array<{ path: string; withKey: boolean }>;
	close(): void;
}

async function listen(server: Server, scheme: string): Promise<Omit<Elsewhere, 'requests'>> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `${scheme}://127.0.0.1:${port}`,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

const noter = (requests: Elsewhere['requests']) => (request: IncomingMessage) => {
	const withKey = request.headers['x-api-key'] !== undefined;
	requests.push({ path: request.url ?? '', withKey });
};

/** Another origin, to which answers redirect. */
export async function startElsewhere(): Promise<Elsewhere> {
	const requests: Elsewhere['requests'] = [];
	const note = noter(requests);
	const server = createHttp((request, response) => {
		note(request);
		response.setHeader('content-type', 'application/json').end('{"callId":"stolen","results":[]}');
	});
	return { ...(await listen(server, 'http')), requests };
}

/** A server with a certificate for another name that nobody has signed, made for this run. */
export async function startWithoutTrust(): Promise<Elsewhere> {
	const requests: Elsewhere['requests'] = [];
	const note = noter(requests);
	const server = createHttps(await makeCertificate('elsewhere.example'), (request, response) => {
		note(request);
		response.end('{}');
	});
	return { ...(await listen(server, 'https')), requests };
}

/** An address at which nothing listens. */
export const closedAddress = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
