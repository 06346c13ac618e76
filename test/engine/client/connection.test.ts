import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { UltravoxApi } from '../../../credentials/UltravoxApi.credentials';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, callLoadOptions, runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { expectNowhere, withSandbox } from '../telephony/fixture';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const AGENTS = 257;
const WRONG = 'WrongKey.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

const account = useSandbox({ agents: AGENTS });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const credentials = (more: ICredentialDataDecryptedObject = {}) => ({
	ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url, ...more },
});

describe('The Ultravox API credential', () => {
	const get = async (more: ICredentialDataDecryptedObject = {}, apiKey = sandbox.apiKey) => {
		sandbox.seedConfig('twilio');
		const result = await runNode({
			node: Ultravox,
			parameters: { operation: 'get', options: { maxRetries: 0 } },
			credentials: credentials({ apiKey, ...more }),
		});
		expectNowhere([apiKey.trim()], result, sandbox.requests);
		return result;
	};

	it.each([
		['a slash behind the address', () => ({ baseUrl: `${sandbox.url}/` })],
		['/api/ behind the address', () => ({ baseUrl: `${sandbox.url}/api/` })],
		['white space around the address', () => ({ baseUrl: ` ${sandbox.url}\n` })],
		['white space around the key', () => ({ apiKey: ` ${sandbox.apiKey}\n` })],
	])('%s does no harm', async (_, more) => {
		await succeed(get(more()));
		expect(sandbox.requests).toMatchObject([
			{ path: '/api/telephony_configs/twilio', apiKeyOk: true },
		]);
	});

	it('a wrong key and one without permission have a sentence each', async () => {
		const wrong = await get({}, WRONG);
		expect(wrong.error).toMatchObject({
			message: 'Ultravox did not accept the API key',
			description: expect.stringContaining('credential'),
			httpCode: '401',
		});
		const powerless = await get({}, sandbox.readOnlyApiKey);
		expect(powerless.error).toMatchObject({
			message: 'The API key is not allowed to do this',
			description: expect.stringContaining('permission'),
			httpCode: '403',
		});
	});

	it.each([
		['http://api.ultravox.ai', 'https://'],
		['http://192.168.0.1:4010', 'https://'],
		['ultravox', 'not a web address'],
		['https://me:hush@api.ultravox.ai', 'user name'],
	])('the address %s is refused', async (baseUrl, reason) => {
		const { error } = await get({ baseUrl });
		expect(error?.message).toMatch(/^Base URL: /);
		expect(error?.message).toContain(reason);
		expect(error?.description).toContain('credential');
		expect(sandbox.requests).toEqual([]);
	});

	it.each(['', ' \n\u200b', 'Schlüssel', 'AbCd1234…'])(
		'the key %j is refused, not taken for a lost connection',
		async (apiKey) => {
			const { error } = await runNode({
				node: Ultravox,
				parameters: { operation: 'get' },
				credentials: credentials({ apiKey }),
			});
			expect(error?.message).toMatch(/^API Key: /);
			expect(error?.description).toContain('credential');
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('another server is no Ultravox, whatever it answers', async () => {
		for (const fault of [
			{ status: 404, body: '<html>Nothing here</html>' },
			{ status: 200, body: '<html>Welcome</html>' },
			{ status: 200, body: { ok: true } },
		]) {
			sandbox.faults.add(fault);
			const { error } = await get();
			expect(error?.message).toContain('is not an answer of the Ultravox API');
			expect(error?.description).toContain('Base URL');
		}
	});

	it('no credential at all is n8n’s own sentence, with the item', async () => {
		const { error } = await runNode({ node: Ultravox, parameters: { operation: 'get' } });
		expect(error?.message).toContain('credential');
	});

	it('signs requests to its own address only', async () => {
		const { authenticate } = new UltravoxApi();
		const data = { apiKey: 'the-key', baseUrl: 'https://api.ultravox.ai/' };
		const signed = await authenticate(data, { url: 'https://api.ultravox.ai/api/agents' });
		expect(signed.headers).toEqual({ 'X-API-Key': 'the-key' });
		const baseURL = 'https://api.ultravox.ai';
		const relative = await authenticate(data, { baseURL, url: '/api/agents' });
		expect(relative.headers).toEqual({ 'X-API-Key': 'the-key' });
		await expect(authenticate(data, { url: '/api/agents' })).rejects.toThrow('no complete address');
		for (const url of [
			'https://example.com/api/agents',
			'https://api.ultravox.ai.example.com/',
			'https://api.ultravox.ai:8443/',
			'http://api.ultravox.ai/',
		]) {
			await expect(authenticate(data, { url })).rejects.toThrow('is not sent to');
		}
	});
});

describe('The list of agents in a multi-select', () => {
	const load = async (more: ICredentialDataDecryptedObject = {}) =>
		await callLoadOptions(Ultravox, 'getAgents', { credentials: credentials(more) });
	const all = () => [...sandbox.state.agents.values()];

	it('has every agent of every page, by name and in order', async () => {
		const entries = await load();
		expect(entries).toHaveLength(AGENTS);
		expect(new Set(entries.map(({ value }) => value))).toEqual(
			new Set(all().map(({ agentId }) => agentId)),
		);
		const names = entries.map(({ name }) => name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
		expect(sandbox.requests).toHaveLength(Math.ceil(AGENTS / 100));
	});

	it('is complete where pages are smaller than asked, and without a total', async () => {
		sandbox.switches.total = false;
		const first = await callListSearch(Ultravox, 'searchAgents', { credentials: credentials() });
		const next = `${sandbox.url}/api/agents?cursor=${String(first.paginationToken)}`;
		const results = first.results.map(({ name, value }) => ({ name, agentId: value }));
		sandbox.faults.add({ status: 200, body: { next, results } });
		expect(results.length).toBeLessThan(100);
		expect(await load()).toHaveLength(AGENTS);
	});

	it('shows the ID of an agent without a name', async () => {
		const results = [{ agentId: 'a1', name: ' ' }, { agentId: 'a2' }];
		sandbox.faults.add({ status: 200, body: { next: null, results } });
		expect((await load()).map(({ name, value }) => [name, value])).toEqual([
			['a1', 'a1'],
			['a2', 'a2'],
		]);
	});

	it('is refused where the service keeps pointing to the same page', async () => {
		sandbox.switches.repeatNext = true;
		await expect(load()).rejects.toThrow('comes to no end, so it is not complete');
		expect(sandbox.requests.length).toBeLessThan(5);
	});

	it('does not follow a next page to another origin', async () => {
		await withSandbox(async (other) => {
			sandbox.switches.nextOrigin = other.url;
			await expect(load()).rejects.toThrow(new URL(other.url).host);
			expect(other.requests).toEqual([]);
			expect(sandbox.requests).toHaveLength(1);
		});
	});

	it.each(['http://[broken', 'nothing', '/api/agents?cursor=', '/api/agents', 5, {}])(
		'does not take a list for whole whose next page is %s',
		async (next) => {
			sandbox.faults.add({ status: 200, body: { next, results: [] } });
			await expect(load()).rejects.toThrow('is not an answer of the Ultravox API');
		},
	);

	it.each([null, undefined, ''])('is whole where the next page is %j', async (next) => {
		const results = [{ agentId: 'a1' }];
		sandbox.faults.add({ status: 200, body: { next, results } });
		expect(await load()).toHaveLength(1);
	});

	it('tries once more, then says what is wrong instead of spinning on', async () => {
		sandbox.faults.add({ status: 503 });
		expect(await load()).toHaveLength(AGENTS);
		sandbox.requests.length = 0;
		sandbox.faults.add({ status: 503, times: 9 });
		await expect(load()).rejects.toThrow('cannot answer at the moment');
		expect(sandbox.requests).toHaveLength(2);
		sandbox.faults.clear();
		sandbox.requests.length = 0;
		sandbox.faults.add({ status: 429, headers: { 'retry-after': '60' } });
		await expect(load()).rejects.toThrow('asks for fewer requests');
		expect(sandbox.requests).toHaveLength(1);
	});

	it('says what to do with a wrong key', async () => {
		await expect(load({ apiKey: WRONG })).rejects.toMatchObject({
			message: 'Ultravox did not accept the API key',
			description: expect.stringContaining('credential'),
		});
	});

	it('says what to do with a wrong address', async () => {
		sandbox.faults.add({ status: 200, body: '<html>Welcome</html>' });
		await expect(load()).rejects.toThrow('is not an answer of the Ultravox API');
		await expect(load({ baseUrl: 'http://example.com' })).rejects.toThrow('https://');
	});
});

describe('The list of agents in a locator', () => {
	const page = async (filter?: string, paginationToken?: string) =>
		await callListSearch(Ultravox, 'searchAgents', {
			credentials: credentials(),
			...(filter === undefined ? {} : { filter }),
			...(paginationToken === undefined ? {} : { paginationToken }),
		});

	it('is read page by page, as the user scrolls', async () => {
		const values: unknown[] = [];
		let token: string | undefined;
		do {
			const { results, paginationToken } = await page(undefined, token);
			values.push(...results.map(({ value }) => value));
			expect(results.length).toBeLessThanOrEqual(50);
			token = paginationToken as string | undefined;
		} while (token !== undefined);
		expect(values).toEqual([...sandbox.state.agents.keys()]);
		expect(sandbox.requests).toHaveLength(Math.ceil(AGENTS / 50));
	});

	it('searches at the service, on each page', async () => {
		const wanted = [...sandbox.state.agents.values()].filter(({ name }) => /lisbon/i.test(name));
		const { results } = await page(' lisbon ');
		expect(results.map(({ value }) => value).sort()).toEqual(
			wanted.map(({ agentId }) => agentId).sort(),
		);
		const first = await page('e');
		await page('e', first.paginationToken as string);
		expect(sandbox.requests.map(({ query }) => query.search)).toEqual(['lisbon', 'e', 'e']);
	});

	it('opens the agent in the console', async () => {
		const [{ url, value }] = (await page()).results;
		expect(url).toBe(`https://app.ultravox.ai/agents/${String(value)}`);
	});
});
