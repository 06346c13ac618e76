import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';

interface AgentPage {
	next: string | null;
	previous: string | null;
	total?: number;
	results: Array<{ agentId: string; name: string; created: string }>;
}

let sandbox: Sandbox;
let call: Call;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 250 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const page = async (path: string) => (await call('GET', path)).body as AgentPage;

async function walk(path: string) {
	const results: AgentPage['results'] = [];
	for (let next: string | null = path; next !== null; ) {
		const answer: AgentPage = await page(next);
		results.push(...answer.results);
		expect(answer.total).toBeGreaterThanOrEqual(results.length);
		next = answer.next?.startsWith(sandbox.url) ? answer.next.slice(sandbox.url.length) : null;
	}
	return results;
}

describe('listing', () => {
	test('seeds the same agents every time', async () => {
		const first = [...sandbox.state.agents.values()].map(({ agentId, name }) => ({
			agentId,
			name,
		}));
		sandbox.reset();
		const again = [...sandbox.state.agents.values()].map(({ agentId, name }) => ({
			agentId,
			name,
		}));
		expect(again).toEqual(first);
		expect(new Set(first.map(({ agentId }) => agentId)).size).toBe(250);
		expect(new Set(first.map(({ name }) => name)).size).toBe(250);
		const [added] = sandbox.seedAgents(1);
		expect(first.map(({ agentId }) => agentId)).not.toContain(added.agentId);
	});

	test('pages through everything, in order, once', async () => {
		const all = await walk('/api/agents?pageSize=30');
		expect(all.map(({ agentId }) => agentId)).toEqual([...sandbox.state.agents.keys()]);
	});

	test('keeps search and sort in the next address, and goes back', async () => {
		const found = await walk('/api/agents?search=OSLO&sort=-name&pageSize=3');
		const names = found.map(({ name }) => name);
		expect(names.length).toBeGreaterThan(10);
		expect(names).toEqual([...names].sort().reverse());
		expect(names.every((name) => name.includes('Oslo'))).toBe(true);

		const first = await page('/api/agents?pageSize=4');
		expect(first.previous).toBeNull();
		const second = await page(String(first.next).slice(sandbox.url.length));
		const back = await page(String(second.previous).slice(sandbox.url.length));
		expect(back.results).toEqual(first.results);
	});

	test('survives an agent deleted between two pages', async () => {
		const first = await page('/api/agents?pageSize=10');
		await call('DELETE', `/api/agents/${first.results[9].agentId}`);
		const second = await page(String(first.next).slice(sandbox.url.length));
		const eleventh = [...sandbox.state.agents.keys()][9];
		expect(second.results[0].agentId).toBe(eleventh);
	});

	test.each([
		['pageSize=101', { pageSize: [expect.any(String)] }],
		['pageSize=0', { pageSize: [expect.any(String)] }],
		['pageSize=ten', { pageSize: [expect.any(String)] }],
		['search=', { search: ['This field may not be blank.'] }],
		['sort=colour', { sort: [expect.any(String)] }],
		['sort=constructor', { sort: [expect.any(String)] }],
		['limit=5', { limit: [expect.any(String)] }],
		['pageSize=5&pageSize=6', { pageSize: [expect.any(String)] }],
	])('refuses ?%s', async (query, body) => {
		expect(await call('GET', `/api/agents?${query}`)).toMatchObject({ status: 400, body });
	});

	test('refuses a cursor that it did not give out', async () => {
		expect(await call('GET', '/api/agents?cursor=abc')).toMatchObject({
			status: 404,
			body: { detail: 'Invalid cursor' },
		});
	});

	test('can point elsewhere, in a circle, and keep the total to itself', async () => {
		sandbox.switches.nextOrigin = 'https://elsewhere.example';
		sandbox.switches.total = false;
		const foreign = await page('/api/agents');
		expect(foreign.next).toMatch(/^https:\/\/elsewhere\.example\/api\/agents\?/);
		expect(foreign).not.toHaveProperty('total');
		sandbox.switches.nextOrigin = null;
		sandbox.switches.repeatNext = true;
		const second = await page(String((await page('/api/agents')).next).slice(sandbox.url.length));
		const third = await page(String(second.next).slice(sandbox.url.length));
		expect(third).toEqual(second);
	});

	test('lists 10,000 agents whole', async () => {
		sandbox.seedAgents(9750);
		expect(await walk('/api/agents?pageSize=100&sort=name')).toHaveLength(10_000);
	}, 60_000);
});

describe('one agent', () => {
	test('create, read, update, delete', async () => {
		const created = await call('POST', '/api/agents', {
			name: 'Reception',
			callTemplate: { systemPrompt: 'Hi', sharedSecrets: ['0123456789abcdef'] },
		});
		expect(created.status).toBe(201);
		expect(created.text).not.toContain('0123456789abcdef');
		const agent = created.body as { agentId: string; publishedRevisionId: string };
		expect(agent).toMatchObject({
			name: 'Reception',
			statistics: { calls: 0 },
			callTemplate: { systemPrompt: 'Hi', model: 'ultravox-v0.7', maxDuration: '3600s' },
		});
		const path = `/api/agents/${agent.agentId}`;
		expect((await call('GET', path)).body).toEqual(agent);
		expect(sandbox.requests[0].body).toMatchObject({ callTemplate: { sharedSecrets: '***' } });

		const renamed = (await call('PATCH', path, { name: 'Lobby' })).body as typeof agent;
		expect(renamed).toMatchObject({
			name: 'Lobby',
			publishedRevisionId: agent.publishedRevisionId,
		});
		const edited = (await call('PATCH', path, { callTemplate: { temperature: 0.5 } }))
			.body as typeof agent;
		expect(edited.publishedRevisionId).not.toBe(agent.publishedRevisionId);
		expect(await call('DELETE', path)).toMatchObject({ status: 204, text: '' });
		expect((await call('GET', path)).status).toBe(404);
		expect((await call('GET', '/api/agents/no-uuid')).status).toBe(404);
	});

	test('a template is replaced whole, or merged if switched', async () => {
		const { agentId } = sandbox.seedAgents(1)[0];
		const path = `/api/agents/${agentId}`;
		await call('PATCH', path, { callTemplate: { systemPrompt: 'A', voice: 'Mark' } });
		await call('PATCH', path, { callTemplate: { temperature: 1 } });
		expect(sandbox.state.agents.get(agentId)?.callTemplate).toEqual({ temperature: 1 });
		sandbox.switches.callTemplatePatch = 'merge';
		await call('PATCH', path, { callTemplate: { systemPrompt: 'B' } });
		expect(sandbox.state.agents.get(agentId)?.callTemplate).toEqual({
			temperature: 1,
			systemPrompt: 'B',
		});
	});

	test('takes back a whole template that it gave out', async () => {
		const { agentId } = sandbox.seedAgents(1)[0];
		const path = `/api/agents/${agentId}`;
		const { callTemplate } = (await call('GET', path)).body as { callTemplate: object };
		const answer = await call('PATCH', path, { callTemplate });
		expect(answer).toMatchObject({ status: 200, body: { callTemplate } });
	});

	test.each([
		[{ callTemplate: {} }, { name: ['This field is required.'] }],
		[{ name: 'x'.repeat(65) }, { name: [expect.stringContaining('64')] }],
		[{ name: 'a', agentId: 'b' }, { agentId: [expect.any(String)] }],
		[
			{ name: 'a', callTemplate: { joinTimeout: 30 } },
			{ callTemplate: { joinTimeout: ['Not a valid string.'] } },
		],
		[
			{ name: 'a', callTemplate: { joinTimeout: '1m' } },
			{ callTemplate: { joinTimeout: [expect.stringContaining('duration')] } },
		],
		[
			{ name: 'a', callTemplate: { temperature: 1.1 } },
			{ callTemplate: { temperature: [expect.any(String)] } },
		],
		[
			{ name: 'a', callTemplate: { prompt: 'b' } },
			{ callTemplate: { prompt: [expect.any(String)] } },
		],
		[
			{ name: 'a', callTemplate: { voice: 'Mark', externalVoice: { lmnt: {} } } },
			{ callTemplate: [expect.stringContaining('Only one of')] },
		],
		[
			{
				name: 'a',
				callTemplate: { selectedTools: [{ toolName: 'a' }, { toolName: 'b', toolId: 'c' }] },
			},
			{
				callTemplate: {
					selectedTools: [{}, { non_field_errors: [expect.stringContaining('Exactly one')] }],
				},
			},
		],
		[
			{ name: 'a', callTemplate: { medium: { webRtc: {}, twilio: {} } } },
			{ callTemplate: { medium: [expect.stringContaining('Exactly one')] } },
		],
		[
			{
				name: 'a',
				callTemplate: { medium: { telnyx: { outgoing: { to: '123', from: '+4930123456' } } } },
			},
			{
				callTemplate: {
					medium: { telnyx: { outgoing: { to: [expect.stringContaining('E.164')] } } },
				},
			},
		],
	])('refuses to create %j', async (body, answer) => {
		expect(await call('POST', '/api/agents', body)).toMatchObject({ status: 400, body: answer });
		expect(sandbox.state.agents.size).toBe(250);
	});

	test.each([
		['remove', 204, []],
		['keep', 204, ['kept']],
		['refuse', 409, ['kept']],
	] as const)('deleting a used agent: %s', async (behaviour, status, kept) => {
		const { agentId } = sandbox.seedAgents(1)[0];
		sandbox.seedConfig('plivo', { callCreationAllowedAgentIds: [agentId] });
		sandbox.switches.deleteUsedAgent = behaviour;
		expect((await call('DELETE', `/api/agents/${agentId}`)).status).toBe(status);
		expect(sandbox.state.configs.plivo?.callCreationAllowedAgentIds).toHaveLength(kept.length);
	});
});
