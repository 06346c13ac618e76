import fastify, { type FastifyInstance } from 'fastify';
import { callListSearch, callLoadOptions, runNode, type RunOptions } from '../../support/harness';
import { loadCredentialType } from '../../support/harness/credential-types.mts';
import { functionCredential, genericCredential, Probe } from '../../support/harness/probe';

const KEY = 'key-of-the-harness-test';

describe('the engine harness', () => {
	let server: FastifyInstance;
	let baseUrl: string;
	let attempts = 0;
	const stop = new AbortController();

	beforeAll(async () => {
		server = fastify();
		server.get('/who', async (request) => ({ key: request.headers['x-api-key'] ?? null }));
		server.get('/list', async (request) => ({ name: JSON.stringify(request.query) }));
		server.get('/file', async () => Buffer.alloc(300_000, 'wave'));
		server.get('/flaky', async (_request, reply) => {
			attempts += 1;
			return attempts < 3 ? await reply.code(503).send({ detail: 'not yet' }) : { attempts };
		});
		server.get('/never', async (_request, reply) => await reply.code(403).send({ detail: 'no' }));
		server.get('/hangs', async () => {
			stop.abort();
			return await new Promise(() => {});
		});
		baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
	});

	afterAll(async () => await server.close());

	const run = async (parameters: RunOptions['parameters'], more: Partial<RunOptions> = {}) =>
		await runNode({
			node: Probe,
			parameters,
			credentials: { probeApi: { key: KEY, baseUrl } },
			credentialTypes: [functionCredential],
			...more,
		});

	it('fills in defaults and evaluates expressions for each item', async () => {
		expect((await run({})).json).toEqual([{ text: 'the default' }]);
		const { items, status, error } = await run(
			{ text: '={{ $json.n + 1 }} of {{ $("Start").all().length }}' },
			{ items: [{ n: 1 }, { json: { n: 5 } }] },
		);
		expect(items).toEqual([
			{ json: { text: '2 of 2' }, pairedItem: { item: 0 } },
			{ json: { text: '6 of 2' }, pairedItem: { item: 1 } },
		]);
		expect([status, error]).toEqual(['success', undefined]);
	});

	it.each([
		['a function', functionCredential],
		['a generic definition', genericCredential],
	])('signs requests with %s', async (_, type) => {
		const { json } = await run({ action: 'request', text: 'who' }, { credentialTypes: [type] });
		expect(json).toEqual([{ key: KEY }]);
	});

	it('shows what an answer of the service leaves in the execution', async () => {
		const { error, stored } = await run({ action: 'request', text: 'never' });
		expect(error).toMatchObject({ httpCode: '403', node: { name: 'Probe' } });
		expect(stored).toContain('"detail":"no"');
		expect(stored).not.toContain(KEY);
		expect((await run({ action: 'request', text: 'who' })).stored).toContain(KEY);
	});

	it('fills in defaults of credentials', async () => {
		const { error } = await run({ action: 'request' }, { credentials: { probeApi: { key: KEY } } });
		expect(error?.message).toContain('refused');
	});

	it("finds the package's credential types by their name", async () => {
		const type = await loadCredentialType('ultravoxApi');
		expect(type.properties.map(({ name }) => name)).toContain('apiKey');
		await expect(loadCredentialType('noSuchApi')).rejects.toThrow('noSuchApi');
	});

	it('says what n8n says when there is no credential', async () => {
		const { error } = await run({ action: 'request' }, { credentials: undefined });
		expect(error?.message).toBe('Node does not have any credentials set');
	});

	it('reports the error of a failed run with its item', async () => {
		const result = await run(
			{ action: '={{ $json.do }}', text: 'it' },
			{
				items: [{ do: 'echo' }, { do: 'fail' }],
			},
		);
		expect(result.status).toBe('error');
		expect(result.items).toEqual([]);
		expect(result.error).toMatchObject({
			message: 'Refused it',
			description: 'On purpose',
			context: { itemIndex: 1 },
			node: { name: 'Probe' },
		});
		expect(result.stored).toContain('Refused it');
	});

	it('reports what the engine refuses before it starts', async () => {
		const result = await run({ needed: '' });
		expect(result.status).toBe('error');
		expect(result.error?.message).toContain('Parameter "Needed" is required');
	});

	it('goes on after a failed item, with each way of asking for it', async () => {
		const items = [{ do: 'fail' }, { do: 'echo' }];
		const parameters = { action: '={{ $json.do }}', text: 'it' };
		const failed = { json: { error: 'Refused it' }, pairedItem: { item: 0 } };
		const done = { json: { text: 'it' }, pairedItem: { item: 1 } };

		const legacy = await run(parameters, { items, continueOnFail: true });
		expect(legacy.items).toEqual([failed, done]);
		const regular = await run(parameters, { items, onError: 'continueRegularOutput' });
		expect(regular.items).toEqual([failed, done]);
		const split = await run(parameters, { items, onError: 'continueErrorOutput' });
		expect(split.items).toEqual([done]);
		expect(split.errorItems).toEqual([{ ...failed, json: { do: 'fail', error: 'Refused it' } }]);
	});

	it('runs nodes behind either output', async () => {
		const { outputOf } = await run(
			{ action: '={{ $json.do }}', text: 'it' },
			{
				items: [{ do: 'fail' }, { do: 'echo' }],
				onError: 'continueErrorOutput',
				otherNodes: [
					{ node: Probe, nodeName: 'Good', parameters: { text: '={{ $json.text }} went well' } },
					{
						node: Probe,
						nodeName: 'Bad',
						after: 'Probe',
						output: 1,
						parameters: { text: '={{ $json.error }} from {{ $("Start").item.json.do }}' },
					},
				],
			},
		);
		expect(outputOf('Good').map(({ json }) => json)).toEqual([{ text: 'it went well' }]);
		expect(outputOf('Bad').map(({ json }) => json)).toEqual([{ text: 'Refused it from fail' }]);
	});

	it('retries the whole node as n8n does', async () => {
		const { json } = await run(
			{ action: 'request', text: 'flaky' },
			{ retryOnFail: { maxTries: 3, waitBetweenTries: 1 } },
		);
		expect(json).toEqual([{ attempts: 3 }]);
	});

	it("keeps streamed files in n8n's storage", async () => {
		const { items, getBinary, getBinaryInfo } = await run({ action: 'file' });
		expect(getBinaryInfo(items[0])).toMatchObject({ fileName: 'call.wav', mimeType: 'audio/wav' });
		expect(getBinaryInfo(items[0]).id).toMatch(/^filesystem/);
		expect((await getBinary(items[0])).equals(Buffer.alloc(300_000, 'wave'))).toBe(true);
	});

	it('cancels a run in the middle', async () => {
		const { status, items } = await run(
			{ action: 'request', text: 'hangs' },
			{ signal: stop.signal },
		);
		expect([status, items]).toEqual(['canceled', []]);
	});

	it('asks dropdowns as the editor does', async () => {
		const options = {
			credentials: { probeApi: { key: KEY, baseUrl } },
			credentialTypes: [functionCredential],
		};
		const page = await callListSearch(Probe, 'pages', {
			...options,
			filter: 'a',
			paginationToken: '1',
		});
		expect(page.paginationToken).toBe('2');
		expect(JSON.parse(page.results[0].name)).toEqual({ filter: 'a', token: '1' });
		expect(await callLoadOptions(Probe, 'texts', options)).toEqual([
			{ name: 'the default', value: 'x' },
		]);
	});
});
