import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';

interface Tool {
	toolId: string;
	name: string;
	ownership: string;
	definition: Record<string, unknown>;
}

const BODY = 'PARAMETER_LOCATION_BODY';
const HANG_UP = '56294126-5a7d-4948-b67d-3b7e13d55ea7';

let sandbox: Sandbox;
let call: Call;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 2 });
	call = caller(sandbox);
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const definition = (more: object = {}) => ({
	modelToolName: 'lookUp',
	description: 'Looks an order up',
	http: { baseUrlPattern: 'https://n8n.example.com/webhook/a', httpMethod: 'POST' },
	...more,
});
const create = async (more: object = {}, name = 'lookUp') =>
	await call('POST', '/api/tools', { name, definition: definition(more) });
const list = async (query = '') => {
	const { body } = await call('GET', `/api/tools?pageSize=100${query}`);
	return (body as { results: Tool[] }).results;
};
const agentId = () => [...sandbox.state.agents.keys()][0];
const patch = async (callTemplate: object) =>
	await call('PATCH', `/api/agents/${agentId()}`, { callTemplate });
const selected = (body: unknown) =>
	(body as { callTemplate: { selectedTools: unknown[] } }).callTemplate.selectedTools;

describe('tools', () => {
	test('create, read, put under the same ID, delete', async () => {
		const made = await create();
		expect(made).toMatchObject({ status: 201, body: { name: 'lookUp', ownership: 'private' } });
		const { toolId } = made.body as Tool;
		const path = `/api/tools/${toolId}`;
		expect((await call('GET', path)).body).toEqual(made.body);
		const put = await call('PUT', path, { name: 'other', definition: definition() });
		expect(put.body).toEqual({ ...(made.body as Tool), name: 'other' });
		expect((await call('PUT', path, { name: 'other' })).status).toBe(400);
		expect((await call('DELETE', path)).status).toBe(204);
		expect((await call('GET', path)).status).toBe(404);
	});

	test('leaves out of answers what is at its default, and writes durations its own way', async () => {
		const { body } = await create({
			timeout: '2.5s',
			precomputable: false,
			automaticParameters: [],
			defaultReaction: 'AGENT_REACTION_UNSPECIFIED',
			dynamicParameters: [
				{ name: 'a', location: BODY, schema: { type: 'string', title: '' }, required: false },
			],
			staticParameters: [{ name: 'b', location: BODY, value: false }],
		});
		expect((body as Tool).definition).toEqual({
			...definition(),
			timeout: '2.500s',
			dynamicParameters: [{ name: 'a', location: BODY, schema: { type: 'string', title: '' } }],
			staticParameters: [{ name: 'b', location: BODY, value: false }],
		});
	});

	test('lists its own before those of Ultravox, newest first; searches and filters', async () => {
		await create();
		await create({}, 'Other look');
		const all = await list();
		expect(all.slice(0, 2).map(({ name }) => name)).toEqual(['Other look', 'lookUp']);
		expect(all.slice(2).every(({ ownership }) => ownership === 'public')).toBe(true);
		expect(await list('&ownership=private&search=LOOK&sortOrder=chronologic')).toEqual([
			all[1],
			all[0],
		]);
		const names = (await list('&sortOrder=alphabetic')).map(({ name }) => name);
		expect(names).toEqual([...names].sort());
		expect((await list('&ownership=public')).map(({ name }) => name)).toContain('hangUp');
		const { body } = await call('GET', '/api/tools?pageSize=1');
		const next = new URL((body as { next: string }).next);
		const second = await call('GET', next.pathname + next.search);
		expect(second.body).toMatchObject({ results: [all[1]] });
	});

	test.each<[string, object]>([
		['unknown fields', { headers: {} }],
		['http', { http: { baseUrlPattern: 'http://localhost/a', httpMethod: 'POST' } }],
		['no implementation', { http: undefined }],
		['two implementations', { client: {} }],
		['a name with a space', { modelToolName: 'look up' }],
		['a limit of 41 s', { timeout: '41s' }],
		['a limit of 50 ms', { timeout: '0.05s' }],
		['an unknown place', { staticParameters: [{ name: 'a', location: 'BODY', value: 1 }] }],
		[
			'an unknown value',
			{ automaticParameters: [{ name: 'a', location: BODY, knownValue: 'KNOWN_PARAM_MEDIUM' }] },
		],
		[
			'the same name twice',
			{
				staticParameters: [{ name: 'a', location: BODY, value: 1 }],
				dynamicParameters: [{ name: 'a', location: BODY, schema: { type: 'string' } }],
			},
		],
		[
			'no JSON schema',
			{ dynamicParameters: [{ name: 'a', location: BODY, schema: { type: 'text' } }] },
		],
		['a place in the path', { http: { baseUrlPattern: 'https://a.b/{c}', httpMethod: 'POST' } }],
		[
			'a body of GET',
			{
				http: { baseUrlPattern: 'https://a.b/c', httpMethod: 'GET' },
				staticParameters: [{ name: 'a', location: BODY, value: 1 }],
			},
		],
	])('refuses %s', async (_, more) => {
		const { status, body } = await create(more);
		expect([status, body]).toEqual([400, { definition: expect.anything() }]);
	});

	test('refuses long and taken names, and changes to the tools of Ultravox', async () => {
		expect((await create({}, 'x'.repeat(41))).status).toBe(400);
		await create();
		expect((await create()).status).toBe(400);
		sandbox.switches.duplicateToolNames = 'accept';
		expect((await create()).status).toBe(201);
		const path = `/api/tools/${HANG_UP}`;
		expect((await call('DELETE', path)).status).toBe(403);
		expect((await call('PUT', path, { name: 'a', definition: definition() })).status).toBe(403);
	});

	test('keeps fixed values out of the log', async () => {
		await create({ staticParameters: [{ name: 'secret', location: BODY, value: 'hush-hush' }] });
		expect(JSON.stringify(sandbox.requests)).not.toContain('hush-hush');
		expect(JSON.stringify(sandbox.requests)).toContain('secret');
	});
});

describe('tools of an agent', () => {
	test('are answered resolved, named, described and sorted; a schema is completed', async () => {
		const { toolId } = sandbox.tools.seed({ name: 'aLookUp' });
		const { status, body } = await patch({
			selectedTools: [
				{ toolName: 'hangUp', parameterOverrides: { strict: true } },
				{ toolName: 'aLookUp' },
				{ temporaryTool: definition({ modelToolName: 'between' }) },
			],
			contextSchema: { type: 'object' },
		});
		expect(status).toBe(200);
		expect(selected(body)).toEqual([
			{ toolId, nameOverride: 'aLookUp', descriptionOverride: 'What aLookUp does' },
			expect.objectContaining({ nameOverride: 'between', temporaryTool: expect.anything() }),
			{
				toolId: HANG_UP,
				nameOverride: 'hangUp',
				descriptionOverride: 'A tool that ends the current call once completed',
				parameterOverrides: { strict: true },
			},
		]);
		expect(body).toMatchObject({
			callTemplate: {
				contextSchema: { type: 'object', additionalProperties: false, required: [] },
			},
		});
		const again = await patch((body as { callTemplate: object }).callTemplate);
		expect(selected(again.body)).toEqual(selected(body));
	});

	test('of Ultravox may be answered with their whole definition', async () => {
		sandbox.switches.builtInTools = 'expanded';
		const { body } = await patch({ selectedTools: [{ toolName: 'hangUp' }] });
		expect(selected(body)).toEqual([
			expect.objectContaining({
				temporaryTool: expect.objectContaining({ modelToolName: 'hangUp' }),
			}),
		]);
		expect((await patch({ selectedTools: selected(body) })).status).toBe(200);
	});

	test('keep the description that they were given with', async () => {
		const { toolId, name } = sandbox.tools.seed();
		await patch({ selectedTools: [{ toolId }] });
		const changed = definition({ modelToolName: 'new', description: 'new' });
		await call('PUT', `/api/tools/${toolId}`, { name, definition: changed });
		const { body } = await call('GET', `/api/agents/${agentId()}`);
		expect(selected(body)).toEqual([
			{ toolId, nameOverride: name, descriptionOverride: `What ${name} does` },
		]);
	});

	test.each<[string, object[]]>([
		['unknown IDs', [{ toolId: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413' }]],
		['unknown names', [{ toolName: 'nobody' }]],
		['the same name twice', [{ toolName: 'hangUp' }, { toolId: HANG_UP }]],
		['names that no model can say', [{ toolName: 'hangUp', nameOverride: 'hang up' }]],
		['overrides that are missing', [{ toolName: 'queryCorpus' }]],
		['overrides of nothing', [{ toolName: 'hangUp', parameterOverrides: { nothing: 1 } }]],
	])('%s are refused', async (_, selectedTools) => {
		const { status, body } = await patch({ selectedTools });
		expect([status, body]).toEqual([400, { callTemplate: { selectedTools: expect.anything() } }]);
	});

	test.each([
		['refuse', 409, 1],
		['keep', 204, 1],
		['remove', 204, 0],
	] as const)('where one is deleted: %s', async (deleteUsedTool, status, left) => {
		sandbox.switches.deleteUsedTool = deleteUsedTool;
		const { toolId } = sandbox.tools.seed();
		await patch({ selectedTools: [{ toolId }] });
		expect((await call('DELETE', `/api/tools/${toolId}`)).status).toBe(status);
		expect(sandbox.state.agents.get(agentId())?.callTemplate?.selectedTools).toHaveLength(left);
	});
});
