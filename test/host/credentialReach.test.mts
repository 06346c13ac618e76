/** How far the API key gets through n8n's own HTTP Request node. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { StoredCredential } from '../../scripts/host/client.mts';
import { onEachHost } from './support/on-each-host.mts';
import { chain, manualTrigger } from './support/workflows.mts';

/** A server that is not Ultravox, and what it was sent. */
class Elsewhere {
	/** Whole requests as text: request line, headers and all. */
	readonly seen: string[] = [];

	private readonly server: Server;

	constructor(answer: (url: string) => { status: number; location?: string }) {
		this.server = createServer((request, response) => {
			this.seen.push(`${request.url ?? ''}\n${request.rawHeaders.join('\n')}`);
			const { status, location } = answer(request.url ?? '');
			response.writeHead(status, location ? { location } : { 'content-type': 'application/json' });
			response.end(location ? '' : '{"results":[]}');
		});
	}

	async open(): Promise<string> {
		await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
		return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
	}

	async close(): Promise<void> {
		await new Promise((done) => this.server.close(done));
	}
}

const httpRequest = (
	typeVersion: number,
	credential: StoredCredential,
	parameters: Record<string, unknown>,
) => ({
	id: randomUUID(),
	name: 'HTTP Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion,
	position: [0, 0],
	parameters: {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: credential.type,
		options: {},
		...parameters,
	},
	credentials: { [credential.type]: { id: credential.id, name: credential.name } },
});

onEachHost("The credential in n8n's HTTP Request node", (fixture) => {
	let elsewhere: Elsewhere;
	let address: string;
	/** Allows every domain, so that only the credential itself keeps the key. */
	let open: StoredCredential;

	const store = async (data: Record<string, unknown>) =>
		await fixture.client.createCredential({
			name: `Reach ${randomUUID()}`,
			type: 'ultravoxApi',
			data: { apiKey: fixture.sandbox.apiKey, baseUrl: fixture.sandbox.url, ...data },
		});
	const run = async (typeVersion: number, credential: StoredCredential, parameters: object) => {
		const name = `HTTP Request ${randomUUID()}`;
		const node = httpRequest(typeVersion, credential, parameters as Record<string, unknown>);
		const workflow = await fixture.client.createWorkflow(chain(name, manualTrigger(), node));
		return await fixture.client.run(workflow);
	};
	const expectKeyKept = () =>
		expect(elsewhere.seen.filter((request) => request.includes(fixture.sandbox.apiKey))).toEqual(
			[],
		);

	beforeAll(async () => {
		elsewhere = new Elsewhere(() => ({ status: 200 }));
		address = await elsewhere.open();
		open = await store({ allowedHttpRequestDomains: 'all' });
	});
	beforeEach(() => {
		elsewhere.seen.length = 0;
	});
	afterAll(async () => await elsewhere.close());

	describe.each([3, 4, 4.2])('version %p', (version) => {
		test('reaches the account', async () => {
			const { status } = await run(version, open, { url: `${fixture.sandbox.url}/api/agents` });
			expect(status).toBe('success');
			expect(fixture.sandbox.requests).toMatchObject([{ path: '/api/agents', apiKeyOk: true }]);
		});

		test('sends the key to no other address, allowed by n8n or not', async () => {
			for (const credential of [open, fixture.ultravox]) {
				const { status } = await run(version, credential, { url: `${address}/api/agents` });
				expect(status).toBe('error');
			}
			expect(elsewhere.seen).toEqual([]);
		});

		test('follows no redirect with the key', async () => {
			fixture.sandbox.faults.add({
				status: 302,
				headers: { location: `${address}/stolen` },
				times: 9,
			});
			for (const method of ['GET', 'POST']) {
				await run(version, open, {
					method,
					url: `${fixture.sandbox.url}/api/agents`,
					options: { redirect: { redirect: { followRedirects: true, maxRedirects: 5 } } },
				});
			}
			expect(fixture.sandbox.requests).toHaveLength(2);
			expectKeyKept();
			expect(elsewhere.seen).toEqual([]);
		});

		test('shows the key to no proxy that the node names', async () => {
			await run(version, open, {
				url: `${fixture.sandbox.url}/api/agents`,
				options: { proxy: address },
			});
			expect(elsewhere.seen).toEqual([]);
			expect(fixture.sandbox.requests).toMatchObject([{ path: '/api/agents', apiKeyOk: true }]);
		});
	});

	test('sends the key to no next page elsewhere', async () => {
		fixture.sandbox.switches.nextOrigin = address;
		const execution = await run(4.2, open, {
			url: `${fixture.sandbox.url}/api/agents?pageSize=1`,
			options: {
				pagination: {
					pagination: {
						paginationMode: 'responseContainsNextURL',
						nextURL: '={{ $response.body.next }}',
						paginationCompleteWhen: 'other',
						completeExpression: '={{ $pageCount > 2 }}',
						limitPagesFetched: true,
						maxRequests: 3,
					},
				},
			},
		});
		expect(JSON.stringify(execution.error)).toContain(`not sent to ${new URL(address).host}`);
		expect(fixture.sandbox.requests).toHaveLength(1);
		expect(elsewhere.seen).toEqual([]);
	});

	test('n8n itself asks for the allowed domains', async () => {
		// 1.x does not ask for predefined credentials; there it is left to the credential itself.
		if (fixture.host.version.startsWith('1.')) return;
		const here = await store({ allowedDomains: '127.0.0.1' });
		const url = `${fixture.sandbox.url}/api/agents`;
		expect((await run(4.2, here, { url })).status).toBe('success');
		const refused = await run(4.2, fixture.ultravox, { url });
		expect(refused.status).toBe('error');
		expect(JSON.stringify(refused.error)).toContain('api.ultravox.ai');
		expect(fixture.sandbox.requests).toHaveLength(1);
	});

	test('the accounts of the providers go nowhere but to them', async () => {
		const others: Array<[string, Record<string, string>]> = [
			['ultravoxTwilioApi', { accountSid: 'AC1', authToken: 'hush-hush' }],
			['ultravoxPlivoApi', { authId: 'MA1', authToken: 'hush-hush' }],
			[
				'ultravoxTelnyxApi',
				{ accountSid: '1', apiKey: 'hush-hush', publicKey: 'p', applicationSid: '2' },
			],
		];
		for (const [type, data] of others) {
			const credential = await fixture.client.createCredential({
				name: `Provider ${randomUUID()}`,
				type,
				data: { ...data, allowedHttpRequestDomains: 'all' },
			});
			expect((await run(4.2, credential, { url: `${address}/` })).status).toBe('error');
		}
		expect(elsewhere.seen).toEqual([]);
	});

	test('the credential test and the node agree on what a Base URL means', async () => {
		const { port } = new URL(fixture.sandbox.url);
		const spellings = [
			`http:127.0.0.1:${port}`,
			`HTTP://127.0.0.1:${port}/API/`,
			`  http://127.0.0.1:${port}/ \n`,
			`http://127.0.\n0.1:${port}//`,
			`http://127.1:${port}/api`,
			`http:\\\\127.0.0.1:${port}`,
			`127.0.0.1:${port}`,
			`ftp://127.0.0.1:${port}`,
			`http://me@127.0.0.1:${port}`,
			'nothing of the kind',
		];
		const outcomes = [];
		for (const baseUrl of spellings) {
			const credential = await store({ baseUrl });
			const tested = await fixture.client.testCredential(credential);
			const used = await fixture.client.run(
				await fixture.client.createWorkflow(
					chain(`Base URL ${randomUUID()}`, manualTrigger(), {
						id: randomUUID(),
						name: 'Ultravox',
						type: 'n8n-nodes-ultravox.ultravox',
						typeVersion: 1,
						position: [0, 0],
						parameters: { resource: 'agent', operation: 'getAll' },
						credentials: { ultravoxApi: { id: credential.id, name: credential.name } },
					}),
				),
			);
			outcomes.push([baseUrl, tested.status === 'OK', used.status === 'success']);
		}
		expect(outcomes).toEqual(spellings.map((spelling, index) => [spelling, index < 6, index < 6]));
	});
});
