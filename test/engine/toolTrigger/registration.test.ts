import { sleep, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { expectSuccess } from '../../support/expectSuccess';
import { runNode } from '../../support/harness';
import { failureOf, ownTools as toolsOf, PUBLIC, secretOf, toolTriggers } from './support';

jest.setTimeout(60_000);

const account = useSandbox();
const trigger = toolTriggers(account);
let sandbox: Sandbox;
let agents: string[];

beforeEach(() => {
	({ sandbox } = account);
	agents = [...sandbox.state.agents.keys()];
});

const ownTools = () => toolsOf(account);
const selected = (agentId: string) =>
	(sandbox.state.agents.get(agentId)?.callTemplate?.selectedTools ?? []) as IDataObject[];
const writes = () =>
	sandbox.requests
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);
const setTemplate = (agentId: string, callTemplate: IDataObject) =>
	Object.assign(sandbox.state.agents.get(agentId) ?? {}, { callTemplate });

describe('the tool', () => {
	it('is what the user has set', async () => {
		const harness = trigger({
			agentIds: [agents[0]],
			options: { timeout: 2.5, agentReaction: 'speaksOnce', includeMetadata: true },
		});
		await harness.activate();
		expect(ownTools()).toMatchObject([
			{
				name: 'lookUpOrder',
				definition: {
					modelToolName: 'lookUpOrder',
					description: 'Looks up an order.',
					timeout: '2.5s',
					defaultReaction: 'AGENT_REACTION_SPEAKS_ONCE',
					http: { baseUrlPattern: harness.webhookUrl, httpMethod: 'POST' },
					dynamicParameters: [
						{ name: 'orderNumber', schema: { type: 'string' }, required: true },
						{ name: 'quantity', schema: { type: 'integer' } },
					],
					automaticParameters: [
						{ name: 'X-Ultravox-Call-Id', knownValue: 'KNOWN_PARAM_CALL_ID' },
						{ name: 'n8nCallMetadata', knownValue: 'KNOWN_PARAM_CALL_METADATA' },
					],
				},
			},
		]);
		expect(secretOf(ownTools()[0])).toMatch(/^[0-9a-f]{64}$/);
		expect(selected(agents[0])).toMatchObject([{ toolId: ownTools()[0].toolId }]);
		expect(selected(agents[1])).toEqual([]);
	});

	it('has 20 seconds, and speaks, unless the user says otherwise', async () => {
		await trigger().activate();
		expect(ownTools()[0].definition).toMatchObject({
			timeout: '20s',
			defaultReaction: 'AGENT_REACTION_SPEAKS',
		});
	});

	it('is found again by its address, beyond the first page, by an n8n that has lost what it knew', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ toolId }] = ownTools();
		for (let index = 0; index < 120; index++) sandbox.tools.seed();
		await trigger({ agentIds: [agents[0]], toolDescription: 'Another text.' }).activate();
		expect(ownTools()).toHaveLength(121);
		expect(sandbox.state.tools.get(toolId)?.definition.description).toBe('Another text.');
	});

	it('keeps what the trigger does not set in it', async () => {
		await trigger().activate();
		const [tool] = ownTools();
		Object.assign(tool.definition, { precomputable: true });
		await trigger({ toolDescription: 'Another text.' }).activate();
		expect(ownTools()).toMatchObject([
			{ toolId: tool.toolId, definition: { precomputable: true, description: 'Another text.' } },
		]);
	});

	it('answers at once only as long as that is set', async () => {
		const fixed = { responseMode: 'onReceived', responseText: 'Noted.' };
		await trigger(fixed).activate();
		expect(ownTools()[0].definition).toMatchObject({ staticResponse: { responseText: 'Noted.' } });
		await trigger().activate();
		expect(ownTools()[0].definition).not.toHaveProperty('staticResponse');
	});

	it('is used where it was made although the answer got lost, and never twice', async () => {
		sandbox.faults.add({ method: 'POST', path: '/api/tools', applyFirst: true, reset: 'before' });
		await trigger({ agentIds: [agents[0]] }).activate();
		expect(ownTools()).toHaveLength(1);
		expect(selected(agents[0])).toMatchObject([{ toolId: ownTools()[0].toolId }]);
	});

	it('is one again where there were several with its address', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ definition, toolId }] = ownTools();
		sandbox.tools.seed({ name: 'twin', definition: structuredClone(definition) });
		await trigger({ agentIds: [agents[0]] }).activate();
		expect(ownTools()).toMatchObject([{ toolId }]);
	});

	it('stays as it is while Ultravox is out of reach when n8n starts', async () => {
		const staticData = {};
		await trigger({ agentIds: [agents[0]] }, { staticData }).activate();
		const down = { path: /tools/, status: 503, times: 10, headers: { 'retry-after': '0' } };
		sandbox.faults.add(down);
		await trigger({ agentIds: [agents[0]] }, { staticData }).activate();
		sandbox.faults.add(down);
		const changed = trigger({ toolDescription: 'Another text.' }, { staticData });
		expect(await failureOf(changed.activate())).toMatch(/cannot answer at the moment/);
	});

	it('is as it was published although Tool: Update was at it at the same moment', async () => {
		await trigger().activate();
		const [{ toolId }] = ownTools();
		let published: Promise<unknown> | undefined;
		sandbox.faults.add({
			method: 'PUT',
			path: `/api/tools/${toolId}`,
			async meanwhile() {
				published = trigger({ toolDescription: 'As published.' }).activate();
				// It waits for its turn. Without one it would be through long before, and this write come last.
				await Promise.race([published, sleep(500)]);
			},
		});
		const updated = await runNode({
			node: Ultravox,
			credentials: account.credentials(),
			parameters: {
				resource: 'tool',
				operation: 'update',
				toolId: { __rl: true, mode: 'id', value: toolId },
				description: 'As read before.',
			},
		});
		expectSuccess(updated);
		await published;
		expect(ownTools()).toMatchObject([{ toolId, definition: { description: 'As published.' } }]);
	});

	it('and its agents stay as they are when the workflow is unpublished', async () => {
		const harness = trigger({ agentIds: [agents[0]] });
		await harness.activate();
		const before = JSON.stringify([ownTools(), selected(agents[0])]);
		await harness.deactivate();
		await trigger({ agentIds: [agents[0]] }).deactivate();
		expect(JSON.stringify([ownTools(), selected(agents[0])])).toBe(before);
	});

	it('of another n8n with the same workflow is not touched', async () => {
		await trigger().activate();
		const before = JSON.stringify(ownTools());
		const staging = trigger({ toolName: 'other' }, { baseUrl: 'https://staging.example.com' });
		await staging.activate();
		expect(ownTools()).toHaveLength(2);
		expect(JSON.stringify([ownTools()[0]])).toBe(before);
	});
});

describe('an agent', () => {
	const OTHERS: IDataObject = {
		systemPrompt: 'You answer the phone.',
		contextSchema: { type: 'object', properties: { name: { type: 'string' } } },
		firstSpeakerSettings: { user: {} },
		selectedTools: [{ toolName: 'hangUp', parameterOverrides: { strict: false } }],
	};

	it('keeps everything else', async () => {
		const answer = await fetch(`${sandbox.url}/api/agents/${agents[0]}`, {
			method: 'PATCH',
			headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({ callTemplate: OTHERS }),
		});
		expect(answer.status).toBe(200);
		const before = structuredClone(sandbox.state.agents.get(agents[0])?.callTemplate);
		await trigger({ agentIds: [agents[0]] }).activate();
		expect(selected(agents[0])).toHaveLength(2);
		await trigger({ agentIds: [agents[1]] }).activate();
		expect(sandbox.state.agents.get(agents[0])?.callTemplate).toMatchObject(before ?? {});
		expect(selected(agents[0])).toHaveLength(1);
	});

	it('is not written to where it has the tool already, and is where its copy of the description is old', async () => {
		const patches = () => writes().filter((write) => write.startsWith('PATCH')).length;
		await trigger({ agentIds: [agents[0]] }).activate();
		expect(patches()).toBe(1);
		await trigger({
			agentIds: [agents[0]],
			fallbackText: 'Sorry.',
			options: { timeout: 5 },
		}).activate();
		expect(patches()).toBe(1);
		await trigger({ agentIds: [agents[0]], toolDescription: 'Another text.' }).activate();
		expect(patches()).toBe(2);
		expect(selected(agents[0])).toMatchObject([{ descriptionOverride: 'Another text.' }]);
	});

	it('keeps a description of its own for the tool', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		selected(agents[0])[0].descriptionOverride = 'Only for orders of today.';
		await trigger({ agentIds: [agents[0]], toolDescription: 'Another text.' }).activate();
		expect(selected(agents[0])).toMatchObject([
			{ descriptionOverride: 'Only for orders of today.' },
		]);
	});

	it('that has a copy of the tool instead of its ID gets the tool, once', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ definition, toolId }] = ownTools();
		const copy = { ...structuredClone(definition), description: 'Old.' };
		setTemplate(agents[0], {
			selectedTools: [{ temporaryTool: copy, nameOverride: 'lookUpOrder' }],
		});
		await trigger({ agentIds: [agents[0]] }).activate();
		expect(selected(agents[0])).toMatchObject([{ toolId }]);
		expect(selected(agents[0])[0]).not.toHaveProperty('temporaryTool');
	});

	it('gets the tool again where somebody has deleted it, and the agent still names it', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ toolId }] = ownTools();
		sandbox.state.tools.delete(toolId);
		await trigger({ agentIds: [agents[0]] }).activate();
		expect(ownTools()).toHaveLength(1);
		expect(selected(agents[0])).toEqual([
			expect.objectContaining({ toolId: ownTools()[0].toolId, nameOverride: 'lookUpOrder' }),
		]);
	});

	it('keeps the tool where somebody else gave it to the agent', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ toolId }] = ownTools();
		setTemplate(agents[1], { selectedTools: [{ toolId, nameOverride: 'lookUpOrder' }] });
		await trigger({ agentIds: [agents[2]] }).activate();
		expect(selected(agents[0])).toEqual([]);
		expect(selected(agents[1])).toMatchObject([{ toolId }]);
		expect(selected(agents[2])).toMatchObject([{ toolId }]);
	});

	it('loses the tool also when n8n has lost what it knew and the list is empty', async () => {
		await trigger({ agentIds: [agents[0], agents[1]] }).activate();
		await trigger({ agentIds: [] }).activate();
		expect([selected(agents[0]), selected(agents[1])]).toEqual([[], []]);
	});
});

describe('refused before anything is changed', () => {
	it.each<[INodeParameters, RegExp]>([
		[{ toolName: '' }, /^Tool Name: this field is empty/],
		[
			{ toolName: 'look up order' },
			/^Tool Name: "look up order" has characters .* look_up_order\./,
		],
		[{ toolName: 'x'.repeat(36) }, /^Tool Name: it has 36 characters, and 35 is the most/],
		[{ toolDescription: ' ' }, /^When to Use It: this field is empty/],
		[{ fallbackText: '' }, /^Answer When It Fails: this field is empty/],
		[{ responseMode: 'onReceived' }, /^Fixed Text: this field is empty/],
		[{ options: { timeout: 41 } }, /^Time Limit: 41 is not a number from 0\.1 to 40/],
		[{ options: { timeout: 0 } }, /^Time Limit: 0 is not/],
		[{ options: { agentReaction: 'sings' } }, /^What the Agent Does Then: "sings" is not a choice/],
		[{ agentIds: ['Ada'] }, /^Agents That May Use It: "Ada" is not an agent ID/],
		[{ agentIds: '={{ undefined }}' }, /^Agents That May Use It: the expression gives no value/],
		...[
			{ anyOf: [{ type: 'string' }, { properties: { caller: {} } }] },
			{ oneOf: [{ properties: { caller: {} } }] },
			{ allOf: [{ properties: { caller: {} } }] },
			{ type: 'array', items: [{ properties: { caller: {} } }] },
			{ type: 'array', prefixItems: [{ properties: { caller: {} } }] },
			{ type: 'object', additionalProperties: { properties: { caller: {} } } },
			{ type: 'object', patternProperties: { '^a': { properties: { caller: {} } } } },
			{ $ref: '#/$defs/a', $defs: { a: { properties: { caller: {} } } } },
		].map((place): [INodeParameters, RegExp] => [
			{ toolParametersJson: JSON.stringify({ properties: { place } }) },
			/^Parameters: n8n's expressions cannot read a field that is called "caller"/,
		]),
		...['caller', 'arguments', 'constructor', 'toString'].map((name): [INodeParameters, RegExp] => [
			{ toolParameters: { values: [{ name, type: 'string' }] } },
			new RegExp(`^Parameters: n8n's expressions cannot read a field that is called "${name}"`),
		]),
		[
			{
				toolParametersJson: {
					properties: {
						list: { type: 'array', items: { type: 'object', properties: { caller: {} } } },
					},
				},
			},
			/^Parameters: n8n's expressions cannot read a field that is called "caller"/,
		],
		[
			{ toolParameters: { values: [{ name: 'n8n', type: 'string' }] } },
			/^Parameters: the name "n8n" is used by this trigger/,
		],
	])('%j', async (parameters, message) => {
		expect(await failureOf(trigger(parameters).activate())).toMatch(message);
		expect(writes()).toEqual([]);
	});

	it('an address that is not https', async () => {
		const harness = trigger({}, { baseUrl: 'http://n8n.example.com' });
		expect(await failureOf(harness.activate())).toMatch(
			/^Webhook URL: http:\/\/n8n.example.com\S* does not begin with https:\/\/, .*WEBHOOK_URL/,
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('an agent with another tool of the name, whose address is named', async () => {
		const { toolId } = sandbox.tools.seed({ name: 'lookUpOrder' });
		setTemplate(agents[1], { selectedTools: [{ toolId, nameOverride: 'lookUpOrder' }] });
		const failure = await failureOf(trigger({ agentIds: agents }).activate());
		expect(failure).toMatch(
			/^Tool Name: agent ".+" already has a tool that is called "lookUpOrder", which calls https:\/\/tools\.example\.com\/\./,
		);
		expect(writes()).toEqual([]);
	});

	it('a name that another tool of the account has, where Ultravox does not take it twice', async () => {
		sandbox.tools.seed({ name: 'lookUpOrder' });
		expect(await failureOf(trigger({ agentIds: agents }).activate())).toMatch(
			/^Tool Name: this Ultravox account already has a tool that is called "lookUpOrder", which calls https:\/\/tools/,
		);
		expect(ownTools()).toHaveLength(1);
		sandbox.switches.duplicateToolNames = 'accept';
		await trigger({ agentIds: agents }).activate();
		expect(ownTools()).toHaveLength(2);
	});

	it('agents of which there is none', async () => {
		const gone = '00000000-0000-4000-8000-00000000abcd';
		expect(await failureOf(trigger({ agentIds: [gone] }).activate())).toBe(
			`Agents That May Use It: this Ultravox account has no agent ${gone}. So no agent could use the tool.`,
		);
		expect(writes()).toEqual([]);
	});

	it('agents whose secrets can be seen, if there are no others', async () => {
		const [agentId] = agents;
		const body = {
			results: [{ agentId, name: 'Ada', callTemplate: { sharedSecrets: ['0123456789abcdef'] } }],
		};
		sandbox.faults.add({ method: 'GET', path: '/api/agents', status: 200, body });
		expect(await failureOf(trigger({ agentIds: [agentId] }).activate())).toMatch(
			/^Agent "Ada" was not given the tool: it has shared secrets, which would be lost/,
		);
		expect(writes()).toEqual([]);
	});
});

describe('what does not make the tool useless', () => {
	it('stands in the output as warnings', async () => {
		const gone = '00000000-0000-4000-8000-00000000abcd';
		const staticData: IDataObject = {};
		const harness = trigger({ agentIds: [gone, agents[0]] }, { staticData });
		await harness.activate();
		const { items, n8nAnswers } = await harness.deliver({
			headers: { 'X-N8N-Tool-Secret': secretOf(ownTools()[0]) },
			body: JSON.stringify({ orderNumber: 'A12' }),
		});
		n8nAnswers?.(200, {});
		expect(items[0].json.warnings).toEqual([
			`Agents That May Use It: this Ultravox account has no agent ${gone}.`,
		]);
	});

	it('is an agent that cannot be written, as long as another one has the tool', async () => {
		const staticData: IDataObject = {};
		sandbox.faults.add({
			method: 'PATCH',
			path: `/api/agents/${agents[0]}`,
			status: 403,
			body: { detail: 'No.' },
		});
		await trigger({ agentIds: [agents[0], agents[1]] }, { staticData }).activate();
		expect(selected(agents[1])).toHaveLength(1);
		expect(JSON.stringify(staticData)).toMatch(/could not be given the tool\. /);
		sandbox.faults.add({
			method: 'PATCH',
			path: `/api/agents/${agents[0]}`,
			status: 403,
			body: { detail: 'No.' },
		});
		expect(await failureOf(trigger({ agentIds: [agents[0]] }).activate())).toMatch(/No\./);
	});
});

describe('a test', () => {
	it('has a tool of its own, and takes it away', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const before = JSON.stringify([ownTools(), selected(agents[0])]);
		const test = trigger({ agentIds: [agents[0]] }, { test: true });
		await test.activate();
		expect(ownTools()).toMatchObject([
			{ name: 'lookUpOrder' },
			{
				name: 'lookUpOrder_test',
				definition: {
					modelToolName: 'lookUpOrder_test',
					http: { baseUrlPattern: expect.stringContaining(`${PUBLIC}/webhook-test/`) },
				},
			},
		]);
		expect(secretOf(ownTools()[0])).not.toBe(secretOf(ownTools()[1]));
		await test.deactivate();
		expect(JSON.stringify([ownTools(), selected(agents[0])])).toBe(before);
	});

	it.each([
		['the next test', true, 1],
		['publishing', false, 1],
	])('that a stopped n8n left behind is cleaned up by %s', async (_, test, count) => {
		await trigger({ toolName: 'before' }, { test: true }).activate();
		const other = trigger({ toolName: 'other' }, { test: true, nodeName: 'Somebody else' });
		await other.activate();
		await trigger({}, { test }).activate();
		const names = ownTools().map(({ name }) => name);
		expect(names).not.toContain('before_test');
		expect(names).toHaveLength(count + 1);
	});
});

it('no secret shows in what goes wrong, not even when the API repeats it', async () => {
	await trigger().activate();
	const secret = secretOf(ownTools()[0]);
	sandbox.faults.add({
		method: 'PUT',
		status: 400,
		body: { definition: [`${secret} is too weak.`] },
	});
	const failure = await failureOf(trigger({ toolDescription: 'Another text.' }).activate());
	expect(failure).toContain('is too weak');
	expect(failure).not.toContain(secret);
});
