import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode, type RunOptions } from '../../support/harness';

type Parameters = NonNullable<RunOptions['parameters']>;
type More = Partial<Omit<RunOptions, 'node' | 'parameters'>>;

const HANG_UP = '56294126-5a7d-4948-b67d-3b7e13d55ea7';
const CORPUS = 'c1d0a2b4-1111-4222-8333-444455556666';
const OTHER_CORPUS = 'c1d0a2b4-1111-4222-8333-444455557777';

const account = useSandbox({ agents: 3 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (
	resource: 'agent' | 'call',
	operation: string,
	parameters: Parameters,
	more: More = {},
) =>
	await runNode({
		node: Ultravox,
		parameters: { resource, operation, options: { maxRetries: 0 }, ...parameters },
		credentials: account.credentials(),
		...more,
	});
const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as IDataObject as Parameters;
const firstAgent = () => [...sandbox.state.agents.keys()][0];
const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const writes = () =>
	sandbox.requests.flatMap(({ method, body }) => (method === 'GET' ? [] : [body as IDataObject]));
const setTools = (selectedTools: IDataObject[], agentId = firstAgent()) => {
	const agent = sandbox.state.agents.get(agentId);
	if (agent) agent.callTemplate = { ...agent.callTemplate, selectedTools };
};
const storedTools = (agentId = firstAgent()) =>
	(sandbox.state.agents.get(agentId)?.callTemplate?.selectedTools ?? []) as IDataObject[];
const namesOf = (agentId?: string) => storedTools(agentId).map(({ nameOverride }) => nameOverride);
const create = async (additionalFields: IDataObject, more?: More) =>
	await run('agent', 'create', { name: 'Desk', additionalFields } as Parameters, more);
const update = async (updateFields: IDataObject, rest: IDataObject = {}, more?: More) =>
	await run(
		'agent',
		'update',
		{ agentId: byId(firstAgent()), updateFields, ...rest } as Parameters,
		more,
	);

/** Every kind of row beside Own Tool, and what is sent of it. */
const KINDS: Array<[string, IDataObject, IDataObject]> = [
	['Hang Up', { hangUp: [{}] }, { toolName: 'hangUp' }],
	['Leave Voicemail', { leaveVoicemail: [{}] }, { toolName: 'leaveVoicemail' }],
	['Press Keys', { playDtmfSounds: [{}] }, { toolName: 'playDtmfSounds' }],
	[
		'Transfer to a Person',
		{
			coldTransfer: [
				{
					target: '+1 (555) 123-4567',
					from: 'sip:desk@example.com',
					holdMusicUrl: ' https://example.com/a.mp3',
					nameOverride: '',
					descriptionOverride: '',
				},
			],
		},
		{
			toolName: 'coldTransfer',
			parameterOverrides: {
				target: '+15551234567',
				from: 'sip:desk@example.com',
				holdMusicUrl: 'https://example.com/a.mp3',
			},
		},
	],
	[
		'Transfer to a Person, target of the call',
		{ coldTransfer: [{ target: '{{manager.phone}}' }] },
		{ toolName: 'coldTransfer', parameterOverrides: { target: '{{manager.phone}}' } },
	],
	[
		'Search a Knowledge Base',
		{ queryCorpus: [{ knowledgeBaseId: byId(CORPUS), maxResults: 3 }] },
		{ toolName: 'queryCorpus', parameterOverrides: { corpus_id: CORPUS, max_results: 3 } },
	],
	[
		'Search a Knowledge Base, by its ID as text',
		{ queryCorpus: [{ knowledgeBaseId: CORPUS }] },
		{ toolName: 'queryCorpus', parameterOverrides: { corpus_id: CORPUS, max_results: 5 } },
	],
];

describe('rows', () => {
	it.each(KINDS)('%s: of an agent', async (_, tools, entry) => {
		await succeed(create({ tools }));
		expect(writes()).toEqual([{ name: 'Desk', callTemplate: { selectedTools: [entry] } }]);
	});

	it.each(KINDS.slice(0, 4))('%s: of a call', async (_, tools, entry) => {
		const medium = { medium: 'webRtc' };
		await succeed(
			run('call', 'create', {
				...medium,
				callSource: 'prompt',
				systemPrompt: 'Be brief.',
				additionalFields: { tools },
			} as Parameters),
		);
		await succeed(
			run('call', 'create', {
				...medium,
				agentId: byId(firstAgent()),
				additionalFields: { tools },
			} as Parameters),
		);
		expect(writes()).toEqual([
			expect.objectContaining({ selectedTools: [entry] }),
			expect.objectContaining({ toolOverrides: { add: [entry] } }),
		]);
		expect(writes()[1]).not.toHaveProperty('selectedTools');
	});

	it('takes several kinds, names for the agent, and the rest as JSON', async () => {
		const { toolId } = sandbox.tools.seed({ name: 'lookUpOrder' });
		await succeed(
			create({
				tools: {
					ownTool: [{ toolId: byId(toolId), nameOverride: 'orders' }],
					coldTransfer: [
						{ target: '+15551234567', nameOverride: 'toSales' },
						{ target: '+15551234568', nameOverride: 'toHelp', descriptionOverride: 'For help' },
					],
					hangUp: [{}],
				},
				toolsJson:
					'[{ "toolName": "warmTransfer", "parameterOverrides": { "target": "sip:a@b" } }]',
			}),
		);
		expect(namesOf([...sandbox.state.agents.keys()].slice(-1)[0])).toEqual([
			'hangUp',
			'orders',
			'toHelp',
			'toSales',
			'warmTransfer',
		]);
	});

	it('reads expressions for each item', async () => {
		await succeed(
			create(
				{ tools: { coldTransfer: [{ target: '={{ $json.phone }}' }] } },
				{ items: [{ json: { phone: '+15550000001' } }, { json: { phone: '+15550000002' } }] },
			),
		);
		const targets = writes().map(({ callTemplate }) => JSON.stringify(callTemplate));
		expect(targets).toEqual([
			expect.stringContaining('+15550000001'),
			expect.stringContaining('+15550000002'),
		]);
	});

	it.each<[IDataObject, string]>([
		[{ tools: {} }, 'Tools: there are no rows'],
		[{ tools: { hangUp: [] } }, 'Tools: there are no rows'],
		[{ tools: { hangUp: [{}, {}] } }, 'Tools: "hangUp" is there twice'],
		[{ tools: { hangUp: [{}] }, toolsJson: '[{"toolName":"hangUp"}]' }, '"hangUp" is there twice'],
		[{ tools: { coldTransfer: [{ target: '' }] } }, 'Row 1, Target: this field is empty'],
		[{ tools: { coldTransfer: [{ target: 'the boss' }] } }, 'Row 1, Target: "the boss" is not'],
		[
			{ tools: { coldTransfer: [{ target: '+15551234567', holdMusicUrl: 'a.mp3' }] } },
			'Row 1, Hold Music URL: "a.mp3" is not a web address',
		],
		[
			{ tools: { coldTransfer: [{ target: '+15551234567', nameOverride: 'to sales' }] } },
			'Row 1, Name: "to sales" cannot be the name of a tool',
		],
		[
			{ tools: { queryCorpus: [{ knowledgeBaseId: '' }] } },
			'Row 1, Knowledge Base: nothing is chosen',
		],
		[
			{ tools: { queryCorpus: [{ knowledgeBaseId: CORPUS, maxResults: 21 }] } },
			'Row 1, Max Results: 21 is not a number from 1 to 20',
		],
		[
			{ tools: { queryCorpus: [{ knowledgeBaseId: CORPUS, maxResults: 2.5 }] } },
			'2.5 is not a whole number',
		],
		[{ tools: { ownTool: [{ toolId: 'hangUp' }] } }, 'Row 1, Tool: "hangUp" is not an ID'],
		[{ toolsJson: '' }, 'Tools (JSON): this field is empty'],
		[{ toolsJson: '{}' }, 'Tools (JSON): {} is not a list'],
		[{ toolsJson: '["hangUp"]' }, 'Tools (JSON), Row 1: "hangUp" is not a tool'],
		[{ toolsJson: '[{}]' }, 'Tools (JSON), Row 1: {} is not a tool'],
	])('sends nothing for %j', async (fields, message) => {
		const { error } = await create(fields);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	it('refuses an expression in place of the rows, which n8n makes nothing of', async () => {
		const { error } = await run('agent', 'create', {
			name: 'Desk',
			additionalFields: { tools: '={{ ({ hangup: [{}] }) }}' },
		});
		expect(error?.message).toContain('Tools: there are no rows');
		expect(sandbox.requests).toEqual([]);
	});

	it('names the field where Ultravox refuses a tool', async () => {
		const { error } = await create({ tools: { ownTool: [{ toolId: byId(CORPUS) }] } });
		expect(`${error?.message} ${error?.description}`).toContain('Tools (entry 1)');
	});

	it('keeps tokens out of messages', async () => {
		const authTokens = { key: 'a-token-of-the-shop' };
		sandbox.faults.add({ method: 'POST', status: 400, body: { detail: authTokens.key } });
		const { error } = await create({
			toolsJson: JSON.stringify([{ toolName: 'hangUp', authTokens }]),
		});
		expect(error).toBeDefined();
		expect(JSON.stringify([error?.message, error?.description])).not.toContain(authTokens.key);
	});
});

describe("a call of an agent changes the agent's tools for itself", () => {
	it('adds and removes, beside what the JSON says', async () => {
		setTools([{ toolName: 'playDtmfSounds' }, { toolName: 'hangUp' }]);
		await succeed(
			run('call', 'create', {
				medium: 'webRtc',
				agentId: byId(firstAgent()),
				additionalFields: {
					tools: { leaveVoicemail: [{}] },
					removeTools: { named: [{ name: 'hangUp' }] },
					settingsJson: '{ "toolOverrides": { "remove": ["playDtmfSounds"] } }',
				},
			} as Parameters),
		);
		const [callId] = [...sandbox.state.calls.keys()];
		expect(sandbox.tools.namesOf(callId)).toEqual(['leaveVoicemail', 'playDtmfSounds']);
		expect(namesOf()).toHaveLength(2);
	});

	it.each<[string, IDataObject]>([
		['toolOverrides', { tools: { leaveVoicemail: [{}] } }],
		['toolOverrides', { removeTools: { named: [{ name: 'hangUp' }] } }],
		['metadata', { deduplicationKey: 'order 4711' }],
	])('does not drop %s of the JSON under %j where it is no object', async (name, fields) => {
		const { error } = await run('call', 'create', {
			medium: 'webRtc',
			agentId: byId(firstAgent()),
			additionalFields: { ...fields, settingsJson: JSON.stringify({ [name]: ['hangUp'] }) },
		} as Parameters);
		expect(error?.message).toContain(`Further Settings (JSON): "${name}" is ["hangUp"]`);
		expect(sandbox.requests).toEqual([]);
	});

	it('refuses an empty list of removals before anything is sent', async () => {
		const { error } = await run('call', 'create', {
			medium: 'webRtc',
			agentId: byId(firstAgent()),
			additionalFields: { removeTools: {} },
		} as Parameters);
		expect(error?.message).toContain('Remove Tools: there are no rows');
		expect(sandbox.requests).toEqual([]);
	});
});

describe.each(['byId', 'expanded'] as const)('Add and Remove Tools, answers %s', (form) => {
	const TEMPLATE = { systemPrompt: 'Be kind.', temperature: 0.3, voice: 'Mark' };
	let own: string;

	beforeEach(async () => {
		sandbox.switches.builtInTools = form;
		own = sandbox.tools.seed({ name: 'lookUpOrder' }).toolId;
		const tools = {
			hangUp: [{}],
			coldTransfer: [{ target: '+15551234567', from: '+15559876543' }],
			ownTool: [{ toolId: own }],
		};
		const agent = sandbox.state.agents.get(firstAgent());
		if (agent) agent.callTemplate = { ...TEMPLATE };
		// The service itself makes what it answers of the tools.
		await succeed(update({ tools }));
		sandbox.requests.length = 0;
	});

	it('adds to the stored ones and touches nothing else', async () => {
		await succeed(update({ addTools: { queryCorpus: [{ knowledgeBaseId: CORPUS }] } }));
		expect(sent()).toEqual([
			`GET /api/agents/${firstAgent()}`,
			`PATCH /api/agents/${firstAgent()}`,
		]);
		expect(namesOf()).toEqual(['coldTransfer', 'hangUp', 'lookUpOrder', 'queryCorpus']);
		expect(sandbox.state.agents.get(firstAgent())?.callTemplate).toMatchObject(TEMPLATE);
	});

	it('takes away by kind, from the list and by name', async () => {
		await succeed(
			update({
				removeTools: {
					builtIn: [{ tool: 'coldTransfer' }],
					ownTool: [{ toolId: byId(own) }],
					named: [{ name: 'hangUp' }],
				},
			}),
		);
		expect(storedTools()).toEqual([]);
	});

	it('writes nothing where nothing is left to do, and says so', async () => {
		const { json } = await succeed(
			update({
				addTools: {
					hangUp: [{}],
					coldTransfer: [{ target: '+1 555 123 4567' }],
					ownTool: [{ toolId: byId(own) }],
				},
				removeTools: { builtIn: [{ tool: 'playDtmfSounds' }] },
			}),
		);
		expect(sent()).toEqual([`GET /api/agents/${firstAgent()}`]);
		expect(json[0].warnings).toEqual([
			'Remove Tools: the agent has no tool "playDtmfSounds".',
			'Add Tools: the agent has "hangUp" already.',
			'Add Tools: the agent has "coldTransfer" already.',
			'Add Tools: the agent has "lookUpOrder" already.',
		]);
		expect(json[0]).toMatchObject({ agentId: firstAgent(), systemPrompt: 'Be kind.' });
	});

	it('writes what else is to be changed', async () => {
		const fields = { addTools: { hangUp: [{}] }, temperature: 0.5 };
		await succeed(update(fields, { name: 'New Name' }));
		expect(writes()).toEqual([
			expect.objectContaining({
				name: 'New Name',
				callTemplate: expect.objectContaining({ temperature: 0.5 }) as unknown,
			}),
		]);
		await succeed(update({ addTools: { hangUp: [{}] } }, { name: 'Last Name' }));
		expect(writes()[1]).toEqual({ name: 'Last Name' });
		expect(namesOf()).toHaveLength(3);
	});

	it('gives a tool that is there the new settings', async () => {
		await succeed(
			update({ addTools: { coldTransfer: [{ target: '+15551234567', from: '+15550000009' }] } }),
		);
		const [transfer] = storedTools();
		expect(storedTools()).toHaveLength(3);
		expect(transfer.parameterOverrides).toEqual({ target: '+15551234567', from: '+15550000009' });
	});

	it('refuses another tool of the same name, until the first one is taken away', async () => {
		const addTools = { coldTransfer: [{ target: '+15550000001' }] };
		const { error } = await update({ addTools });
		expect(error?.message).toContain('Add Tools: the agent has another tool called "coldTransfer"');
		expect(writes()).toEqual([]);
		await succeed(update({ addTools, removeTools: { builtIn: [{ tool: 'coldTransfer' }] } }));
		expect(storedTools()[0].parameterOverrides).toEqual({ target: '+15550000001' });
	});

	it('adds one tool, or one target, under each name that rows give it', async () => {
		const addTools = {
			ownTool: ['forSales', 'forHelp'].map((nameOverride) => ({ toolId: own, nameOverride })),
			coldTransfer: ['toSales', 'toHelp'].map((nameOverride) => ({
				target: '+15550000001',
				nameOverride,
			})),
		};
		await succeed(update({ addTools }));
		const names = ['coldTransfer', 'forHelp', 'forSales', 'hangUp', 'toHelp', 'toSales'];
		expect([...namesOf()].sort()).toEqual(names);
		const { json } = await succeed(update({ addTools }));
		expect(json[0].warnings).toHaveLength(4);
		expect(writes()).toHaveLength(1);
		// The second of two that are there is meant by its name.
		const descriptionOverride = 'For help only';
		const [sales, help] = addTools.ownTool;
		await succeed(update({ addTools: { ownTool: [{ ...help, descriptionOverride }, sales] } }));
		expect([...namesOf()].sort()).toEqual(names);
		const described = storedTools().filter(
			(tool) => tool.descriptionOverride === descriptionOverride,
		);
		expect(described.map(({ nameOverride }) => nameOverride)).toEqual(['forHelp']);
	});

	it('does for several items of one agent what each wants, in their order', async () => {
		const items = [CORPUS, OTHER_CORPUS, CORPUS].map((id, index) => ({
			json: { id, name: `search${index % 2}` },
		}));
		await succeed(
			update(
				{
					addTools: {
						queryCorpus: [
							{ knowledgeBaseId: '={{ $json.id }}', nameOverride: '={{ $json.name }}' },
						],
					},
				},
				{},
				{ items },
			),
		);
		expect(namesOf()).toEqual(['coldTransfer', 'hangUp', 'lookUpOrder', 'search0', 'search1']);
		expect(sent().filter((one) => one.startsWith('PATCH'))).toHaveLength(2);
		expect(sent().filter((one) => one.startsWith('GET'))).toHaveLength(1);
	});
});

describe('Add and Remove Tools', () => {
	it.each<[IDataObject, string]>([
		[{ addTools: {} }, 'Add Tools: there are no rows'],
		[{ removeTools: {} }, 'Remove Tools: there are no rows'],
		[{ removeTools: { builtIn: [{ tool: 'dance' }] } }, 'Row 1, Kind: "dance" is not a choice'],
		[{ removeTools: { named: [{ name: ' ' }] } }, 'Row 1, Name: this field is empty'],
		[{ tools: { hangUp: [{}] }, addTools: { hangUp: [{}] } }, 'Tools: they are given as a whole'],
		[
			{ callTemplateJson: '{"selectedTools": []}', addTools: { hangUp: [{}] } },
			'Tools: they are given as a whole',
		],
	])('sends nothing for %j', async (fields, message) => {
		const { error } = await update(fields);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	it('asks for the name of a tool whose ID does not say what it is', async () => {
		const { toolId } = sandbox.tools.seed({ name: 'hangUp' });
		setTools([{ toolId, nameOverride: 'hangUp' }]);
		const { json } = await succeed(update({ addTools: { hangUp: [{}] } }));
		expect(sent()).toEqual([`GET /api/agents/${firstAgent()}`, `GET /api/tools/${toolId}`]);
		expect(json[0].warnings).toEqual(['Add Tools: the agent has "hangUp" already.']);
	});

	it('leaves a tool of another name alone that the agent knows as hangUp', async () => {
		const { toolId } = sandbox.tools.seed({ name: 'sayGoodbye' });
		setTools([{ toolId, nameOverride: 'hangUp' }]);
		const { error } = await update({ addTools: { hangUp: [{}] } });
		expect(error?.message).toContain('the agent has another tool called "hangUp"');
		await succeed(update({ removeTools: { builtIn: [{ tool: 'hangUp' }] } }));
		expect(writes()).toEqual([]);
	});

	it('replaces the whole list by Tools, and clears it by an empty list in JSON', async () => {
		setTools([{ toolId: HANG_UP, nameOverride: 'hangUp' }]);
		await succeed(update({ tools: { playDtmfSounds: [{}] } }));
		expect(namesOf()).toEqual(['playDtmfSounds']);
		await succeed(update({ toolsJson: '[]' }));
		expect(storedTools()).toEqual([]);
	});
});

it('gives an agent tools that it can use in a call', async () => {
	const { toolId } = sandbox.tools.seed({
		name: 'lookUpOrder',
		definition: { staticResponse: { responseText: 'It is on its way.' } },
	});
	const { json } = await succeed(
		create({
			tools: { hangUp: [{}], ownTool: [{ toolId: byId(toolId), nameOverride: 'orders' }] },
		}),
	);
	await succeed(
		run('call', 'create', { medium: 'webRtc', agentId: byId(json[0].agentId) } as Parameters),
	);
	const [callId] = [...sandbox.state.calls.keys()];
	sandbox.calls.join(callId);
	const answer = await sandbox.tools.invoke({ callId, tool: 'orders' });
	expect(answer).toMatchObject({ text: 'It is on its way.', failed: false, ended: false });
	expect(await sandbox.tools.invoke({ callId, tool: 'hangUp' })).toMatchObject({ ended: true });
	await sandbox.tools.settled();
});
