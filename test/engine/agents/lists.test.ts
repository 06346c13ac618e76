import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, callLoadOptions, runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

type Parameters = NonNullable<RunOptions['parameters']>;

const MANY = 1_000;
const PAGE = 100;

const account = useSandbox({ agents: MANY });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const credentials = () => ({
	ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
});
const getMany = async (parameters: Parameters = {}, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'agent', operation: 'getAll', ...parameters },
		credentials: credentials(),
		...more,
	});
const agents = () => [...sandbox.state.agents.values()];
const names = (json: IDataObject[]) => json.map(({ name }) => name);

describe('Get Many', () => {
	it('gives the first 50 by default, simplified, with the address for incoming calls', async () => {
		const { json } = await getMany();
		expect(json.map(({ agentId }) => agentId)).toEqual(
			agents()
				.slice(0, 50)
				.map(({ agentId }) => agentId),
		);
		for (const { agentId, incomingCallUrl, callTemplate } of json) {
			expect(incomingCallUrl).toContain(`/api/agents/${String(agentId)}/telephony_xml`);
			expect(callTemplate).toBeUndefined();
		}
		expect(sandbox.requests).toHaveLength(1);
	});

	it('asks for no more than is wanted', async () => {
		const { json } = await getMany({ limit: 101 });
		expect(json).toHaveLength(101);
		expect(sandbox.requests.map(({ query }) => query.pageSize)).toEqual(['100', '1']);
	});

	it.each(['0', -1, 2.5, 'many', '={{ $json.no }}'])('refuses the limit %s', async (limit) => {
		const { error } = await getMany({ limit });
		expect(error?.message).toContain('Limit: ');
		expect(sandbox.requests).toEqual([]);
	});

	it('gives 10,000 agents whole and in order', async () => {
		sandbox.seedAgents(10_000 - MANY);
		const { json } = await succeed(getMany({ returnAll: true, simplify: false }));
		expect(json.map(({ agentId }) => agentId)).toEqual(agents().map(({ agentId }) => agentId));
		expect(sandbox.requests).toHaveLength(10_000 / PAGE);
	});

	it('searches and sorts on every page', async () => {
		const { json } = await getMany({
			returnAll: true,
			filters: { search: ' oslo ' },
			options: { sort: '-name' },
		});
		const wanted = agents()
			.map(({ name }) => name)
			.filter((name) => name.includes('Oslo'));
		expect(names(json)).toEqual(wanted.sort().reverse());
		const asked = new Set(sandbox.requests.map(({ query }) => `${query.search} ${query.sort}`));
		expect([...asked]).toEqual(['oslo -name']);
	});

	it('leaves out a search that is empty', async () => {
		await getMany({ limit: 1, filters: { search: ' ' } });
		expect(sandbox.requests[0].query).toEqual({ pageSize: '1' });
	});

	it('says what the service says about an order that it does not know', async () => {
		const { error } = await getMany({ options: { sort: '={{ "colour" }}' } });
		expect(error?.message).toMatch(/^Sort: /);
	});

	it('says so when a list points back to a page that was read: it is not complete', async () => {
		sandbox.switches.repeatNext = true;
		const { json, error } = await getMany({ returnAll: true });
		expect(error?.message).toContain('not complete');
		expect(json).toEqual([]);
		expect(sandbox.requests.length).toBeLessThan(5);
	});

	it('does not follow a list to another host, and says which', async () => {
		sandbox.switches.nextOrigin = 'https://elsewhere.example';
		const { error, json } = await getMany({ returnAll: true });
		expect(json).toEqual([]);
		expect(error?.message).toContain('elsewhere.example');
		expect(sandbox.requests).toHaveLength(1);
	});

	it('gives the agents of each item with that item', async () => {
		const { items } = await getMany(
			{ limit: 2, filters: { search: '={{ $json.place }}' } },
			{ items: [{ place: 'Riga' }, { place: 'Nowhere' }, { place: 'Graz' }] },
		);
		expect(
			items.map(({ json, pairedItem }) => [String(json.name).split(' ').at(-1), pairedItem]),
		).toEqual([
			['Riga', { item: 0 }],
			['Riga', { item: 0 }],
			['Graz', { item: 2 }],
			['Graz', { item: 2 }],
		]);
	});

	it('waits and asks again when the service is busy in the middle', async () => {
		sandbox.faults.add({ after: 3, status: 429, headers: { 'retry-after': '0' } });
		const { json } = await getMany({ returnAll: true });
		expect(json).toHaveLength(MANY);
	});
});

describe('The list of agents to choose one from', () => {
	const options = () => ({ credentials: credentials(), path: 'parameters.agentId' });

	it('comes page by page while the user scrolls, to the end', async () => {
		const found: unknown[] = [];
		let paginationToken: string | undefined;
		do {
			const page = await callListSearch(Ultravox, 'searchAgents', {
				...options(),
				paginationToken,
			});
			expect(page.results.length).toBeLessThanOrEqual(PAGE);
			found.push(...page.results.map(({ value }) => value));
			paginationToken = page.paginationToken as string | undefined;
		} while (paginationToken !== undefined);
		expect(found).toEqual(agents().map(({ agentId }) => agentId));
	});

	it('is searched by the service, and links to the console', async () => {
		const { results, paginationToken } = await callListSearch(Ultravox, 'searchAgents', {
			...options(),
			filter: 'night service malmö',
		});
		expect(results.length).toBeGreaterThan(0);
		for (const { name, value, url } of results) {
			expect(name).toContain('Night Service Malmö');
			expect(url).toBe(`https://app.ultravox.ai/agents/${String(value)}`);
		}
		expect(paginationToken).toBeUndefined();
		expect(sandbox.requests[0].query.search).toBe('night service malmö');
	});

	it('says in a sentence why it is empty', async () => {
		const wrong = { ultravoxApi: { apiKey: 'wrong', baseUrl: sandbox.url } };
		await expect(
			callListSearch(Ultravox, 'searchAgents', { ...options(), credentials: wrong }),
		).rejects.toThrow('Ultravox did not accept the API key');
	});
});

it(`offers ${MANY} agents in a multi-select by name, duplicates told apart by ID`, async () => {
	const [first, second] = agents();
	first.name = second.name = '  ';
	const entries = await callLoadOptions(Ultravox, 'getAgents', { credentials: credentials() });
	expect(entries).toHaveLength(MANY);
	expect(new Set(entries.map(({ value }) => value)).size).toBe(MANY);
	expect(entries.map(({ name }) => name)).toContain(first.agentId);
	expect(entries.every(({ value, description }) => description === value)).toBe(true);
	const shown = entries.map(({ name }) => name);
	expect(shown).toEqual([...shown].sort((one, other) => one.localeCompare(other)));
	expect(sandbox.requests).toHaveLength(MANY / PAGE);
});
