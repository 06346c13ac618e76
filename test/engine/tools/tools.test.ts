import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { expectSuccess, succeed } from '../../support/expectSuccess';
import { callListSearch, runNode, type RunOptions } from '../../support/harness';

type Parameters = NonNullable<RunOptions['parameters']>;
type More = Partial<Omit<RunOptions, 'node' | 'parameters'>>;

const BODY = 'PARAMETER_LOCATION_BODY';
const HANG_UP = '56294126-5a7d-4948-b67d-3b7e13d55ea7';
const SECRET = 'a-secret-for-the-shop';

const account = useSandbox({ agents: 3 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (operation: string, parameters: Parameters = {}, more: More = {}) => {
	const { options = {}, ...rest } = parameters;
	return await runNode({
		node: Ultravox,
		parameters: {
			resource: 'tool',
			operation,
			options: { maxRetries: 0, ...(options as IDataObject) },
			...rest,
		},
		credentials: account.credentials(),
		...more,
	});
};
const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as IDataObject as Parameters;
const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const own = () =>
	[...sandbox.state.tools.values()].filter(({ ownership }) => ownership !== 'public');
const stored = () => own().map(({ name, definition }) => ({ name, definition }));

const ORDER = { name: 'orderNumber', type: 'string', description: 'Six digits', required: true };
const MINIMAL: Parameters = {
	name: 'Look up an order',
	description: 'Looks an order up.',
	baseUrlPattern: 'https://shop.example.com/orders',
};
const create = async (parameters: Parameters = {}, more?: More) =>
	await run('create', { ...MINIMAL, ...parameters }, more);
const seed = () =>
	sandbox.tools.seed({
		name: 'lookUp',
		definition: {
			timeout: '5s',
			http: { baseUrlPattern: 'https://shop.example.com/a/{shop}', httpMethod: 'POST' },
			dynamicParameters: [
				{ name: 'shop', location: 'PARAMETER_LOCATION_PATH', schema: { type: 'string' } },
				{ name: 'order', location: BODY, schema: { type: 'string' }, required: true },
			],
			staticParameters: [
				{ name: 'X-Key', location: 'PARAMETER_LOCATION_HEADER', value: SECRET },
				{ name: 'kind', location: BODY, value: { deep: [1] } },
			],
			requirements: { httpSecurityOptions: { options: [{}] } },
		},
	});
const update = async (parameters: Parameters, more?: More) =>
	await run('update', { toolId: byId(own()[0].toolId), ...parameters }, more);

describe('Create', () => {
	it('needs a name, when to use it and a URL; the model gets a name that it takes', async () => {
		const result = await create();
		expectSuccess(result);
		expect(stored()).toEqual([
			{
				name: 'Look up an order',
				definition: {
					modelToolName: 'Look_up_an_order',
					description: 'Looks an order up.',
					http: { baseUrlPattern: 'https://shop.example.com/orders', httpMethod: 'POST' },
				},
			},
		]);
		expect(result.json).toEqual([
			{
				name: 'Look up an order',
				description: 'Looks an order up.',
				modelToolName: 'Look_up_an_order',
				url: 'https://shop.example.com/orders',
				method: 'POST',
				parameters: [],
				timeout: 2.5,
				answerAtOnce: null,
				ownership: 'private',
				created: expect.any(String),
				toolId: own()[0].toolId,
			},
		]);
		expect(sent()).toEqual(['POST /api/tools']);
	});

	it('sends every field in the form of the API', async () => {
		const result = await create({
			description: 'Looks up orders of {{customerName}}.',
			baseUrlPattern: ' https://shop.example.com/{shop}/orders ',
			httpMethod: 'PUT',
			toolParameters: {
				values: [
					ORDER,
					{ name: 'shop', type: 'choice', choices: 'north, south', required: true },
					{ name: 'parts', type: 'list', required: false },
					{ name: 'price', type: 'number', required: false },
					{ name: 'amount', type: 'integer', required: false },
					{ name: 'gift', type: 'boolean', required: false },
				],
			},
			toolParametersJson:
				'{"properties":{"address":{"type":"object"},"price":{"type":"string"}},"required":["address"]}',
			additionalFields: {
				staticParameters: {
					values: [
						{ name: 'X-Key', location: 'PARAMETER_LOCATION_HEADER', value: SECRET },
						{ name: 'who', location: 'PARAMETER_LOCATION_QUERY', value: '{{user.phone}}' },
					],
				},
				automaticParameters: {
					values: [{ name: 'call', location: BODY, knownValue: 'KNOWN_PARAM_CALL_ID' }],
				},
				defaultReaction: 'AGENT_REACTION_LISTENS',
				definitionJson: '{"requirements":{"requiredParameterOverrides":["price"]},"timeout":"1s"}',
				modelToolName: 'orders',
				precomputable: true,
				responseText: 'Just a moment.',
				timeout: 12.5,
			},
		});
		expectSuccess(result);
		const text = { type: 'string' };
		expect(stored()[0].definition).toEqual({
			modelToolName: 'orders',
			description: 'Looks up orders of {{customerName}}.',
			http: { baseUrlPattern: 'https://shop.example.com/{shop}/orders', httpMethod: 'PUT' },
			dynamicParameters: [
				{
					name: 'orderNumber',
					location: BODY,
					schema: { ...text, description: 'Six digits' },
					required: true,
				},
				{
					name: 'shop',
					location: 'PARAMETER_LOCATION_PATH',
					schema: { ...text, enum: ['north', 'south'] },
					required: true,
				},
				{ name: 'parts', location: BODY, schema: { type: 'array', items: text } },
				{ name: 'price', location: BODY, schema: { type: 'number' } },
				{ name: 'amount', location: BODY, schema: { type: 'integer' } },
				{ name: 'gift', location: BODY, schema: { type: 'boolean' } },
				{ name: 'address', location: BODY, schema: { type: 'object' }, required: true },
			],
			staticParameters: [
				{ name: 'X-Key', location: 'PARAMETER_LOCATION_HEADER', value: SECRET },
				{ name: 'who', location: 'PARAMETER_LOCATION_QUERY', value: '{{user.phone}}' },
			],
			automaticParameters: [{ name: 'call', location: BODY, knownValue: 'KNOWN_PARAM_CALL_ID' }],
			defaultReaction: 'AGENT_REACTION_LISTENS',
			precomputable: true,
			requirements: { requiredParameterOverrides: ['price'] },
			staticResponse: { responseText: 'Just a moment.' },
			timeout: '12.5s',
		});
		expect(JSON.stringify(result.json)).not.toContain(SECRET);
	});

	it('puts parameters into the query of a GET request', async () => {
		await create({ httpMethod: 'GET', toolParameters: { values: [ORDER] } });
		expect(stored()[0].definition.dynamicParameters).toEqual([
			expect.objectContaining({ location: 'PARAMETER_LOCATION_QUERY' }),
		]);
	});

	it('makes a tool that is done in the client, by JSON', async () => {
		const result = await create({
			baseUrlPattern: '',
			toolParameters: { values: [ORDER] },
			additionalFields: { definitionJson: '{"client":{}}' },
		});
		expectSuccess(result);
		expect(stored()[0].definition).toMatchObject({ client: {} });
		expect(result.json[0]).toMatchObject({ url: null, method: null });
	});

	const row = (values: object) => ({ toolParameters: { values: [values] } }) as Parameters;
	it.each<[string, Parameters, string]>([
		['no name', { name: ' ' }, 'Name: this field is empty'],
		['a long name', { name: 'x'.repeat(41) }, 'Name: it has 41 characters'],
		['no description', { description: ' ' }, 'When to Use It: this field is empty'],
		['no URL', { baseUrlPattern: '' }, 'URL: this field is empty'],
		['http', { baseUrlPattern: 'http://a.example' }, 'URL: "http://a.example" is not an address'],
		['a method that is none', { httpMethod: 'SEND' }, 'Method: "SEND" is not a choice'],
		[
			'a URL with a gap',
			{ baseUrlPattern: 'https://a.example/{id}' },
			'URL: nothing fills in {id}',
		],
		['a row without a name', row({ type: 'string' }), 'Parameters, Row 1, Name: this field is'],
		['a type that is none', row({ name: 'a', type: 'text' }), 'Parameters, Row 1, Type: "text"'],
		['a choice of nothing', row({ name: 'a', type: 'choice' }), 'Row 1, Choices: this field is'],
		[
			'variables that nobody fills in',
			row({ name: 'a', description: 'Of {{name}}' }),
			'Description',
		],
		[
			'a name twice',
			{ toolParameters: { values: [ORDER, ORDER] } },
			'Parameters: the name "orderNumber" is there twice',
		],
		[
			'a name that a fixed value has',
			{
				toolParameters: { values: [ORDER] },
				additionalFields: {
					staticParameters: { values: [{ name: 'orderNumber', location: BODY, value: 'x' }] },
				},
			},
			'Fixed Values: the tool already has something else that is called "orderNumber"',
		],
		[
			'a fixed value without a value',
			{ additionalFields: { staticParameters: { values: [{ name: 'X-Key', value: '' }] } } },
			'Fixed Values, Row 1: "X-Key" has no value',
		],
		[
			'a body with GET',
			{
				httpMethod: 'GET',
				additionalFields: { automaticParameters: { values: [{ name: 'call' }] } },
			},
			'Values From the Call: "call" cannot go into the body',
		],
		['41 seconds', { additionalFields: { timeout: 41 } }, 'Time Limit: 41'],
		['0 seconds', { additionalFields: { timeout: 0 } }, 'Time Limit: 0'],
		[
			'a name that no model takes',
			{ additionalFields: { modelToolName: 'look up' } },
			'Name for the Model: "look up"',
		],
		['a name without a letter', { name: '訂單' }, 'Name for the Model: "訂單"'],
		[
			'JSON that is no schema of an object',
			{ toolParametersJson: '{"type":"string","enum":["a"]}' },
			'Parameters (JSON Schema): "enum" cannot be kept',
		],
		[
			'a required name that is not described',
			{ toolParametersJson: '{"required":["a"]}' },
			'Parameters (JSON Schema): "a" is required, but not described',
		],
		[
			'two ways at once',
			{ additionalFields: { definitionJson: '{"client":{}}' } },
			'A tool cannot be http and client at once',
		],
		[
			'parameters in the JSON that are no list',
			{ additionalFields: { definitionJson: '{"dynamicParameters":{"order":{}}}' } },
			'Definition (JSON): "dynamicParameters" is not a list of objects',
		],
		[
			'a schema of something else than an object',
			{ toolParametersJson: '{"type":"string"}' },
			'Parameters (JSON Schema): "type" is "string"',
		],
		['nothing', { name: '={{ $json.nobody }}' }, 'Name: the expression gives no value'],
	])('refuses %s before anything is sent', async (_, parameters, message) => {
		const { error } = await create(parameters);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	it('names the label of what the service refuses', async () => {
		await create();
		const { error } = await create();
		expect(error?.message).toMatch(/^Name: /);
		sandbox.faults.add({
			method: 'POST',
			status: 400,
			body: { definition: { timeout: ['Too long.'] } },
		});
		expect((await create()).error?.message).toBe('Time Limit: Too long.');
	});
});

describe('Update', () => {
	it('keeps everything that it does not name', async () => {
		const { definition } = structuredClone(seed());
		const result = await update({ updateFields: { timeout: 20 } });
		expectSuccess(result);
		expect(stored()).toEqual([{ name: 'lookUp', definition: { ...definition, timeout: '20s' } }]);
		const path = `/api/tools/${own()[0].toolId}`;
		expect(sent()).toEqual([`GET ${path}`, `PUT ${path}`]);
	});

	it('changes every field, adds rows by their names, and takes out what is named', async () => {
		seed();
		const result = await update({
			name: ' Orders ',
			description: 'New words',
			updateFields: {
				baseUrlPattern: 'https://shop.example.com/b/{shop}',
				httpMethod: 'PUT',
				toolParameters: {
					values: [ORDER, { name: 'shop', type: 'integer', required: true }],
				},
				staticParameters: { values: [{ name: 'X-Key', value: 'another' }] },
				automaticParameters: { values: [{ name: 'call' }] },
				removeParameters: 'order, kind',
				modelToolName: 'orders',
				definitionJson: '{"requirements":null}',
			},
		});
		expectSuccess(result);
		expect(stored()).toEqual([
			{
				name: 'Orders',
				definition: {
					modelToolName: 'orders',
					description: 'New words',
					timeout: '5s',
					http: { baseUrlPattern: 'https://shop.example.com/b/{shop}', httpMethod: 'PUT' },
					dynamicParameters: [
						{
							name: 'shop',
							location: 'PARAMETER_LOCATION_PATH',
							schema: { type: 'integer' },
							required: true,
						},
						expect.objectContaining({ name: 'orderNumber', location: BODY }),
					],
					staticParameters: [
						{ name: 'X-Key', location: 'PARAMETER_LOCATION_HEADER', value: 'another' },
					],
					automaticParameters: [
						{ name: 'call', location: BODY, knownValue: 'KNOWN_PARAM_CALL_ID' },
					],
				},
			},
		]);
	});

	it('sends nothing, and says so, where nothing would change', async () => {
		seed();
		const { json } = await update({ name: 'lookUp', updateFields: { timeout: 5 } });
		expect(json).toEqual([
			expect.objectContaining({ warnings: [expect.stringContaining('nothing was sent')] }),
		]);
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it('works through items of one tool in their order, and reads it once', async () => {
		seed();
		const items = Array.from({ length: 10 }, (_, index) => ({ seconds: index + 10 }));
		const result = await update({ updateFields: { timeout: '={{ $json.seconds }}' } }, { items });
		expectSuccess(result);
		expect(sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			...items.map(() => 'PUT'),
		]);
		expect(result.items.map(({ json, pairedItem }) => [json.timeout, pairedItem])).toEqual(
			items.map(({ seconds }, item) => [seconds, { item }]),
		);
		expect(stored()[0].definition.timeout).toBe('19s');
	});

	it('reads again after a request went wrong, and goes on with the others', async () => {
		seed();
		sandbox.faults.add({ method: 'PUT', after: 1, status: 500 });
		const { json } = await update(
			{ name: '={{ $json.name }}' },
			{ items: [{ name: 'a' }, { name: 'b' }, { name: 'c' }], onError: 'continueRegularOutput' },
		);
		expect(json.map(({ name, error }) => name ?? typeof error)).toEqual(['a', 'string', 'c']);
		expect(sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			'PUT',
			'PUT',
			'GET',
			'PUT',
		]);
	});

	it.each<[string, Parameters, string]>([
		['nothing', {}, 'Nothing is set that could be updated'],
		['a field without rows', { updateFields: { toolParameters: {} } }, 'Parameters: there are no'],
		['no names', { updateFields: { removeParameters: '' } }, 'Remove Parameters: this field is'],
		['no tool', { toolId: byId('lookUp') }, 'Tool: "lookUp" is not an ID'],
	])('refuses %s before anything is sent', async (_, parameters, message) => {
		seed();
		const { error } = await update(parameters);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	const LISTS = ['dynamicParameters', 'staticParameters', 'automaticParameters'];
	it.each(
		LISTS.flatMap((list) =>
			[{ name: 'x' }, 'nothing', ['order'], [{}, null], 5, false].map((wrong) => [list, wrong]),
		),
	)('never takes %s for emptied where the JSON says %j', async (list, wrong) => {
		const { definition } = structuredClone(seed());
		const definitionJson = JSON.stringify({ [list as string]: wrong });
		const { error } = await update({ updateFields: { definitionJson } });
		expect(error?.message).toBe(`Definition (JSON): "${list}" is not a list of objects`);
		expect(stored()).toEqual([{ name: 'lookUp', definition }]);
		expect(sandbox.requests).toEqual([]);
	});

	it.each(['null', '[]'])('empties a list where the JSON says %s', async (nothing) => {
		seed();
		const definitionJson = `{"staticParameters":${nothing}}`;
		await succeed(update({ updateFields: { definitionJson } }));
		expect(stored()[0].definition).not.toHaveProperty('staticParameters');
	});

	it('does not take one of two parameters for the other, as they have one name', async () => {
		seed();
		const row = { name: 'a', location: BODY, schema: { type: 'string' } };
		const definitionJson = JSON.stringify({
			dynamicParameters: [row, { ...row, schema: { type: 'number' } }],
			http: { baseUrlPattern: 'https://shop.example.com/a' },
		});
		const { error } = await update({ updateFields: { definitionJson } });
		expect(error?.message).toContain('already has something else that is called "a"');
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	const locations = () =>
		(stored()[0].definition.dynamicParameters as IDataObject[]).map(({ name, location }) => [
			name,
			String(location).replace('PARAMETER_LOCATION_', ''),
		]);
	const order = { toolParameters: { values: [{ name: 'order', type: 'string' }] } };
	const http = (baseUrlPattern: string) => ({ baseUrlPattern });
	it.each<[string, IDataObject, unknown]>([
		[
			'a URL that names it',
			http('https://a.example/{shop}/{order}'),
			[
				['shop', 'PATH'],
				['order', 'PATH'],
			],
		],
		[
			'that and its row',
			{ ...http('https://a.example/{shop}/{order}'), ...order },
			[
				['shop', 'PATH'],
				['order', 'PATH'],
			],
		],
		[
			'GET',
			{ httpMethod: 'GET', removeParameters: 'kind' },
			[
				['shop', 'PATH'],
				['order', 'QUERY'],
			],
		],
		[
			'that and a row of it',
			{ httpMethod: 'GET', removeParameters: 'kind', ...order },
			[
				['shop', 'PATH'],
				['order', 'QUERY'],
			],
		],
		[
			'a URL that has lost its place, and its row',
			{
				...http('https://a.example/'),
				toolParameters: { values: [{ name: 'shop', type: 'string' }] },
			},
			[
				['shop', 'BODY'],
				['order', 'BODY'],
			],
		],
	])('a parameter goes where it belongs with %s', async (_, updateFields, expected) => {
		seed();
		await succeed(update({ updateFields } as Parameters));
		expect(locations()).toEqual(expected);
	});

	it.each<[IDataObject, string, string]>([
		[{ httpMethod: 'GET' }, 'Fixed Values: "kind" cannot go into the body', 'with Query as Where'],
		[http('https://a.example/{shop}/{kind}'), 'nothing fills in {kind}', 'with Path as Where'],
		[http('https://a.example/'), 'no place for the parameter "shop"', 'Remove Parameters'],
		[http('https://a.example/{shop}/{new}'), 'nothing fills in {new}', 'Add a parameter'],
		[
			{
				definitionJson: `{"dynamicParameters":[{"name":"shop","location":"${BODY}"}]}`,
			},
			'nothing fills in {shop}',
			'PARAMETER_LOCATION_PATH',
		],
		[
			{
				...http('https://a.example/'),
				httpMethod: 'GET',
				definitionJson: `{"dynamicParameters":[{"name":"a","location":"${BODY}"}]}`,
			},
			'Parameters: "a" cannot go into the body',
			'PARAMETER_LOCATION_QUERY',
		],
	])('%j is refused, and what helps is named', async (updateFields, message, help) => {
		seed();
		const { error } = await update({ updateFields } as Parameters);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(help);
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it('does not write what could not be used any more', async () => {
		seed();
		const { error } = await update({ updateFields: { removeParameters: 'shop' } });
		expect(error?.message).toBe('URL: nothing fills in {shop}');
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it('does not round numbers that it was not asked to change', async () => {
		const { definition } = seed();
		const { toolId, name, created, ownership } = own()[0];
		const answer = JSON.stringify({ toolId, name, created, ownership, definition });
		sandbox.faults.add({
			method: 'GET',
			body: answer.replace('[1]', '[12345678901234567891]'),
			contentType: 'application/json',
		});
		const { error } = await update({ name: 'new' });
		expect(error?.message).toContain('12345678901234567891, which has more digits');
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it('says that the tools of Ultravox cannot be changed', async () => {
		const { error } = await run('update', { toolId: byId(HANG_UP), name: 'new' });
		expect(error?.message).toBe('Ultravox does not let this step change the tool');
		expect(error?.description).toContain('brings along');
	});
});

describe('Get, Get Many and Get Calls', () => {
	it.each([
		[{ simplify: true }, {}, false],
		[{ simplify: false }, {}, false],
		[{ simplify: false }, { includeSecrets: true }, true],
	])('shows fixed values only when asked for: %j %j', async (view, options, isShown) => {
		const { toolId } = seed();
		const result = await run('get', { toolId: byId(toolId), ...view, options });
		expectSuccess(result);
		expect(JSON.stringify(result.json).includes(SECRET)).toBe(isShown);
		const many = await run('getAll', { ...view, options });
		expect(JSON.stringify(many.json).includes(SECRET)).toBe(isShown);
		if (!view.simplify) expect(JSON.stringify(result.json)).toContain('X-Key');
	});

	it('keeps fixed values out of messages', async () => {
		const { toolId } = seed();
		sandbox.faults.add({ method: 'PUT', status: 400, body: { definition: [`Bad: ${SECRET}`] } });
		const { error } = await run('update', { toolId: byId(toolId), name: 'new' });
		expect(error?.message).toContain('Bad:');
		expect(JSON.stringify([error?.message, error?.description])).not.toContain(SECRET);
	});

	it('fills in what the service leaves out', async () => {
		const { toolId } = seed();
		const { json } = await run('get', { toolId: byId(toolId) });
		expect(json[0].parameters).toEqual([
			{ name: 'shop', type: 'string', description: '', required: false },
			{ name: 'order', type: 'string', description: '', required: true },
		]);
	});

	it('lists both, searches, filters, sorts and stops at the limit', async () => {
		sandbox.tools.seed({ name: 'one order' });
		sandbox.tools.seed({ name: 'another order' });
		const names = async (parameters: Parameters) =>
			(await run('getAll', parameters)).json.map(({ name }) => name);
		const all = await names({ returnAll: true });
		expect(all.slice(0, 2)).toEqual(['another order', 'one order']);
		expect(all).toContain('hangUp');
		expect(await names({ filters: { ownership: 'private' } })).toHaveLength(2);
		expect(await names({ filters: { ownership: 'public' } })).not.toContain('one order');
		expect(
			await names({ filters: { search: ' ORDER ' }, options: { sort: 'alphabetic' } }),
		).toEqual(['another order', 'one order']);
		expect(await names({ limit: 1 })).toEqual(['another order']);
		expect(sandbox.requests.at(-1)?.query).toEqual({ pageSize: '1' });
	});

	it('reads all pages, in their order', async () => {
		for (let index = 0; index < 250; index++) sandbox.tools.seed({ name: `tool ${index}` });
		const filters = { ownership: 'private' };
		const { json } = await run('getAll', {
			returnAll: true,
			filters,
			options: { sort: 'chronologic' },
		});
		expect(json.map(({ name }) => name)).toEqual(own().map(({ name }) => name));
		expect(sandbox.requests.map(({ query }) => [query.ownership, query.sortOrder])).toEqual([
			['private', 'chronologic'],
			['private', 'chronologic'],
			['private', 'chronologic'],
		]);
	});

	it('gives the tools of each item with that item', async () => {
		sandbox.tools.seed({ name: 'north' });
		sandbox.tools.seed({ name: 'south' });
		const { items } = await run(
			'getAll',
			{ filters: { search: '={{ $json.name }}' } },
			{ items: [{ name: 'south' }, { name: 'nothing' }, { name: 'north' }] },
		);
		expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			['south', { item: 0 }],
			['north', { item: 2 }],
		]);
	});

	it('lists the calls that used a tool, with how often it failed', async () => {
		const { toolId } = seed();
		const calls = sandbox.calls.seed(3, { body: { metadata: { customer: '4711' } } });
		for (const [index, { callId }] of calls.entries()) {
			for (let used = 0; used <= index; used++) {
				sandbox.state.toolUses.push({ toolId, callId, failed: used > 0 });
			}
		}
		const result = await run('getCalls', { toolId: byId(toolId) });
		expectSuccess(result);
		expect(
			result.json.map(({ callId, errorCount, status }) => [callId, errorCount, status]),
		).toEqual(calls.map(({ callId }, index) => [callId, index, 'ended']));
		expect(Object.keys(result.json[0]).slice(-2)).toEqual(['agentId', 'callId']);
		const raw = await run('getCalls', { toolId: byId(toolId), simplify: false, limit: 1 });
		expect(raw.json).toEqual([expect.objectContaining({ errorCount: 0, billedDuration: '60s' })]);
	});

	it('says so when there is no such tool', async () => {
		const gone = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
		for (const operation of ['get', 'getCalls', 'delete', 'update']) {
			const { error } = await run(operation, { toolId: byId(gone), name: 'new' });
			expect(error?.message).toBe('This Ultravox account has no such tool');
		}
	});

	it('offers the tools of Ultravox only where something can be done with them', async () => {
		sandbox.tools.seed({ name: 'own' });
		const search = async (operation: string, filter?: string) =>
			await callListSearch(Ultravox, 'searchTools', {
				parameters: { resource: 'tool', operation },
				credentials: account.credentials(),
				filter,
			});
		const reading = await search('get');
		expect(reading.results[0].name).toBe('own');
		expect(reading.results.map(({ name }) => name)).toContain('hangUp (Ultravox)');
		expect((await search('update')).results.map(({ name }) => name)).toEqual(['own']);
		expect((await search('get', 'hang')).results).toEqual([
			{ name: 'hangUp (Ultravox)', value: HANG_UP },
		]);
	});
});

describe('Get Many with Check Workflows', () => {
	it('says nothing of tools that are elsewhere, and nothing at all unless asked', async () => {
		sandbox.tools.seed({ name: 'elsewhere' });
		const { host } = new URL(sandbox.url);
		const { json } = await run('getAll', {
			filters: { ownership: 'private' },
			options: { checkWorkflows: true },
		});
		expect(json.map(({ name, workflowStatus }) => [name, workflowStatus])).toEqual([
			['elsewhere', null],
		]);
		expect(sandbox.requests.map(({ headers }) => headers.host)).toEqual([host]);
		const without = await run('getAll', { filters: { ownership: 'private' } });
		expect(without.json[0]).not.toHaveProperty('workflowStatus');
	});
});
