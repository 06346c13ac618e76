/** n8n behind an HTTP proxy, which the environment names: it must not read the key. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { useSandbox } from '../../support/account';
import { expectSuccess } from '../../support/expectSuccess';
import { runNode } from '../../support/harness';

const NAMES = ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];

const account = useSandbox();
let proxy: Server;
const before = NAMES.map((name) => [name, process.env[name]] as const);
const seen: string[] = [];

beforeAll(async () => {
	proxy = createServer((request, response) => {
		seen.push(`${request.url ?? ''} ${request.rawHeaders.join(' ')}`);
		response.writeHead(502).end();
	});
	await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
	for (const name of NAMES) delete process.env[name];
	process.env.HTTP_PROXY = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
});
afterAll(async () => {
	for (const [name, value] of before) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	await new Promise((done) => proxy.close(done));
});

it('requests to this machine go past it', async () => {
	const result = await runNode({
		node: Ultravox,
		credentials: account.credentials(),
		parameters: { resource: 'agent', operation: 'getAll', options: { maxRetries: 0 } },
	});
	expect(seen).toEqual([]);
	expectSuccess(result);
	expect(result.items.length).toBeGreaterThan(0);
});
