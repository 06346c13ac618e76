import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

type Parameters = NonNullable<RunOptions['parameters']>;
type More = Partial<Omit<RunOptions, 'node' | 'parameters'>>;

const account = useSandbox({ agents: 5 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (operation: string, parameters: Parameters = {}, more: More = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'agent',
			operation,
			options: { maxRetries: 0 },
			...parameters,
		},
		credentials: account.credentials(),
		...more,
	});

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as IDataObject as Parameters;
const ids = () => [...sandbox.state.agents.keys()];
const stored = (id: string) => sandbox.state.agents.get(id)?.callTemplate as IDataObject;
const sent = () => sandbox.requests.map(({ method, path, body }) => ({ method, path, body }));
const bodies = (method: string) =>
	sent().flatMap((request) => (request.method === method ? [request.body as IDataObject] : []));
const update = async (agentId: string, parameters: Parameters, more?: More) =>
	await run('update', { agentId: byId(agentId), ...parameters }, more);

describe('Create', () => {
	it('needs no more than a name, and gives the address for incoming calls', async () => {
		const { json } = await succeed(run('create', { name: ' Night Desk ' }));
		expect(bodies('POST')).toEqual([{ name: 'Night Desk' }]);
		const [agentId] = ids().slice(-1);
		expect(json).toEqual([
			expect.objectContaining({
				agentId,
				name: 'Night Desk',
				incomingCallUrl: `https://app.ultravox.ai/api/agents/${agentId}/telephony_xml`,
			}),
		]);
		expect(Object.keys(json[0]).length).toBeLessThanOrEqual(10);
	});

	it('sends every field in the form of the API', async () => {
		sandbox.tools.seed({ toolId: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413' });
		await succeed(
			run('create', {
				name: 'Everything',
				systemPrompt: 'You are {{role}}.',
				additionalFields: {
					firstSpeakerSettings: {
						values: {
							speaker: 'agent',
							greeting: 'text',
							text: 'Hi!',
							delay: 0.5,
							uninterruptible: true,
						},
					},
					frameActivationThreshold: 0.2,
					inactivityMessages: {
						values: [
							{ duration: 20, message: 'Hello?', endBehavior: 'END_BEHAVIOR_UNSPECIFIED' },
							{ duration: 10, message: 'Bye.', endBehavior: 'END_BEHAVIOR_HANG_UP_SOFT' },
						],
					},
					initialOutputMedium: 'MESSAGE_MEDIUM_TEXT',
					joinTimeout: 60,
					languageHint: 'pt-BR',
					maxDuration: 900,
					minimumInterruptionDuration: 0.128,
					minimumTurnDuration: 0.1,
					model: 'ultravox-v0.7',
					recordingEnabled: true,
					retentionPolicy: 'CALL_RETENTION_POLICY_AUTO_DELETE',
					tools: {
						hangUp: [{}],
						ownTool: [{ toolId: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413' }],
					},
					temperature: 0.4,
					timeExceededMessage: 'Time is up.',
					turnEndpointDelay: 0.384,
					voice: 'Mark',
				},
			}),
		);
		expect(bodies('POST')).toEqual([
			{
				name: 'Everything',
				callTemplate: {
					systemPrompt: 'You are {{role}}.',
					firstSpeakerSettings: { agent: { text: 'Hi!', delay: '0.5s', uninterruptible: true } },
					inactivityMessages: [
						{ duration: '20s', message: 'Hello?' },
						{ duration: '10s', message: 'Bye.', endBehavior: 'END_BEHAVIOR_HANG_UP_SOFT' },
					],
					initialOutputMedium: 'MESSAGE_MEDIUM_TEXT',
					joinTimeout: '60s',
					languageHint: 'pt-BR',
					maxDuration: '900s',
					model: 'ultravox-v0.7',
					recordingEnabled: true,
					retentionPolicy: 'CALL_RETENTION_POLICY_AUTO_DELETE',
					selectedTools: [
						{ toolName: 'hangUp' },
						{ toolId: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413' },
					],
					temperature: 0.4,
					timeExceededMessage: 'Time is up.',
					vadSettings: {
						frameActivationThreshold: 0.2,
						minimumInterruptionDuration: '0.128s',
						minimumTurnDuration: '0.1s',
						turnEndpointDelay: '0.384s',
					},
					voice: 'Mark',
				},
			},
		]);
	});

	it('combines JSON with fields, and a field wins', async () => {
		await run('create', {
			name: 'Both',
			systemPrompt: 'From the field',
			additionalFields: {
				turnEndpointDelay: 0.5,
				voice: 'Mark',
				callTemplateJson: JSON.stringify({
					name: 'copied with the rest',
					created: '2026-01-01T00:00:00Z',
					systemPrompt: 'From the JSON',
					externalVoice: { lmnt: { voiceId: 'lily' } },
					vadSettings: { turnEndpointDelay: '1s', minimumTurnDuration: '0.2s' },
					contextSchema: { type: 'object' },
					languageHint: null,
				}),
			},
		});
		expect(bodies('POST')).toEqual([
			{
				name: 'Both',
				callTemplate: {
					systemPrompt: 'From the field',
					voice: 'Mark',
					vadSettings: { turnEndpointDelay: '0.5s', minimumTurnDuration: '0.2s' },
					contextSchema: { type: 'object' },
				},
			},
		]);
	});

	it('gives one agent for each item, in item order, and the raw answer on request', async () => {
		const { items } = await run(
			'create',
			{ name: '={{ $json.name }}', simplify: false },
			{ items: [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }] },
		);
		expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			['One', { item: 0 }],
			['Two', { item: 1 }],
			['Three', { item: 2 }],
		]);
		expect(items[0].json).toEqual(
			expect.objectContaining({
				publishedRevisionId: expect.any(String),
				statistics: { calls: 0 },
			}),
		);
	});

	it.each<[string, Parameters, string]>([
		['a name of 65 characters', { name: 'x'.repeat(65) }, 'Name: it has 65 characters'],
		['a name that is not there', { name: '={{ $json.nobody }}' }, 'Name'],
		[
			'an empty prompt',
			{ name: 'x', systemPrompt: '={{ $json.nobody }}' },
			'System Prompt: the exp',
		],
		[
			'no duration',
			{ name: 'x', additionalFields: { maxDuration: 'long' } },
			'Maximum Duration: "long"',
		],
		['no time to join', { name: 'x', additionalFields: { joinTimeout: 0 } }, 'Join Timeout: 0'],
		['a temperature of 2', { name: 'x', additionalFields: { temperature: 2 } }, 'Temperature: 2'],
		[
			'an empty voice',
			{ name: 'x', additionalFields: { voice: ' ' } },
			'Voice: this field is empty',
		],
		[
			'nothing',
			{ name: 'x', additionalFields: { voice: '={{ $json.no }}' } },
			'Voice: the expression',
		],
		[
			'a greeting without words',
			{
				name: 'x',
				additionalFields: {
					firstSpeakerSettings: { values: { speaker: 'agent', greeting: 'text', text: '' } },
				},
			},
			'First Speaker, Words: this field is empty',
		],
		[
			'JSON that is none',
			{ name: 'x', additionalFields: { callTemplateJson: '{"voice": }' } },
			'Call Template (JSON): this is not valid JSON',
		],
		[
			'JSON without names',
			{ name: 'x', additionalFields: { callTemplateJson: '[1]' } },
			'Call Template (JSON): [1] is not a JSON object',
		],
	])('refuses %s before sending anything', async (_, parameters, message) => {
		const { error } = await run('create', parameters);
		expect(error?.message).toContain(message);
		expect(error?.context?.itemIndex).toBe(0);
		expect(sandbox.requests).toEqual([]);
	});

	it("says what the API says, with the field's label", async () => {
		const { error } = await run('create', {
			name: 'x',
			additionalFields: { callTemplateJson: '{"temperature": "warm", "colour": "red"}' },
		});
		expect(error?.message).toContain('Temperature: ');
		expect(error?.message).toContain('Call Template (JSON) › colour: ');
		expect(error?.httpCode).toBe('400');
	});

	it('does not create again when the answer is lost', async () => {
		const before = ids().length;
		sandbox.faults.add({ method: 'POST', path: '/api/agents', applyFirst: true, reset: 'before' });
		const { error } = await run('create', { name: 'x', options: { maxRetries: 3 } });
		expect(error?.description).toContain('not known whether');
		expect(ids().length - before).toBe(1);
	});
});

describe('Get', () => {
	it('reads agents by ID, by the address in the console and from the list, simplified', async () => {
		const [one, two, three] = ids();
		const choices = [
			byId(one.toUpperCase()),
			{ __rl: true, mode: 'url', value: `https://app.ultravox.ai/agents/${two}?tab=calls` },
			{ __rl: true, mode: 'list', value: three, cachedResultName: 'Whatever' },
		];
		for (const [index, agentId] of choices.entries()) {
			const { json } = await succeed(run('get', { agentId }));
			expect(json[0]).toMatchObject({ agentId: ids()[index], calls: 0, recordingEnabled: false });
		}
	});

	it('reads many, each with its item', async () => {
		const { items } = await run(
			'get',
			{ agentId: byId('={{ $json.id }}'), simplify: false },
			{ items: ids().map((id) => ({ id })) },
		);
		expect(items.map(({ json, pairedItem }) => [json.agentId, pairedItem])).toEqual(
			ids().map((id, item) => [id, { item }]),
		);
		expect(items[0].json.callTemplate).toMatchObject({ joinTimeout: '30s' });
	});

	it('refuses what is no ID, and says when there is no such agent', async () => {
		const wrong = await run('get', { agentId: byId('front-desk') });
		expect(wrong.error?.message).toBe('Agent: "front-desk" is not an ID');
		const missing = await run('get', { agentId: byId('={{ $json.nobody }}') });
		expect(missing.error?.message).toBe('Agent: the expression gives no value for this item');
		expect(sandbox.requests).toEqual([]);

		const unknown = await run('get', { agentId: byId('7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413') });
		expect(unknown.error?.message).toBe('This Ultravox account has no such agent');
	});
});

describe('Delete', () => {
	it('answers that it is done, and asks once for items that name the same agent', async () => {
		const [one, two] = ids();
		const { items } = await run(
			'delete',
			{ agentId: byId('={{ $json.id }}') },
			{ items: [{ id: one }, { id: one }, { id: two }] },
		);
		expect(items).toEqual(
			[0, 1, 2].map((item) => ({ json: { deleted: true }, pairedItem: { item } })),
		);
		expect(sent().map(({ method, path }) => [method, path])).toEqual([
			['DELETE', `/api/agents/${one}`],
			['DELETE', `/api/agents/${two}`],
		]);
		expect(ids()).not.toContain(one);
	});

	it('says that an agent is in use, and goes on with the others on request', async () => {
		const [one, two] = ids();
		sandbox.seedConfig('telnyx', { callCreationAllowedAgentIds: [one] });
		sandbox.switches.deleteUsedAgent = 'refuse';
		const { items, errorItems } = await run(
			'delete',
			{ agentId: byId('={{ $json.id }}') },
			{ items: [{ id: one }, { id: two }], onError: 'continueErrorOutput' },
		);
		expect(items).toEqual([{ json: { deleted: true }, pairedItem: { item: 1 } }]);
		expect(errorItems[0].json.error).toContain('Take it off the allowed agents');
	});
});

describe.each(['replace', 'merge'] as const)('Update, where a template is %sd', (behaviour) => {
	beforeEach(() => {
		sandbox.switches.callTemplatePatch = behaviour;
	});

	const rich = (): [string, IDataObject] => {
		const [agentId] = ids();
		const template: IDataObject = {
			systemPrompt: 'Be kind.',
			voice: 'Mark',
			temperature: 0.3,
			vadSettings: { turnEndpointDelay: '0.5s', minimumTurnDuration: '0.1s' },
			firstSpeakerSettings: { agent: { text: 'Hello!' } },
			selectedTools: [
				{
					toolId: '56294126-5a7d-4948-b67d-3b7e13d55ea7',
					nameOverride: 'hangUp',
					descriptionOverride: 'Ends the call',
					parameterOverrides: { strict: true },
				},
			],
			contextSchema: { type: 'object', required: ['role'] },
		};
		const agent = sandbox.state.agents.get(agentId);
		if (agent) agent.callTemplate = template;
		return [agentId, { ...template }];
	};

	it('keeps what it does not name', async () => {
		const [agentId, before] = rich();
		const { json } = await succeed(
			update(agentId, {
				systemPrompt: 'Be brief.',
				updateFields: { minimumTurnDuration: 0.2 },
			}),
		);
		expect(json[0]).toMatchObject({ agentId, systemPrompt: 'Be brief.', voice: 'Mark' });
		expect(stored(agentId)).toMatchObject({
			...before,
			systemPrompt: 'Be brief.',
			vadSettings: { turnEndpointDelay: '0.5s', minimumTurnDuration: '0.2s' },
		});
		expect(sent().map(({ method }) => method)).toEqual(['GET', 'PATCH']);
		for (const own of ['name', 'created', 'updated']) {
			expect(bodies('PATCH')[0].callTemplate).not.toHaveProperty(own);
		}
	});

	it('replaces who speaks first as a whole', async () => {
		const [agentId] = rich();
		await update(agentId, {
			updateFields: {
				firstSpeakerSettings: {
					values: { speaker: 'user', greeting: 'prompt', prompt: 'Greet', delay: 5 },
				},
			},
		});
		expect(stored(agentId).firstSpeakerSettings).toEqual({
			user: { fallback: { delay: '5s', prompt: 'Greet' } },
		});
	});

	it('works through items of one agent in their order, and reads it once', async () => {
		const [agentId, before] = rich();
		const count = 20;
		const { items } = await succeed(
			update(
				agentId,
				{ updateFields: { temperature: '={{ $json.t }}', voice: '={{ $json.v }}' } },
				{
					items: Array.from({ length: count }, (_, index) => ({ t: index / 100, v: `v${index}` })),
				},
			),
		);
		expect(bodies('GET')).toHaveLength(1);
		expect(bodies('PATCH').map(({ callTemplate }) => (callTemplate as IDataObject).voice)).toEqual(
			Array.from({ length: count }, (_, index) => `v${index}`),
		);
		expect(stored(agentId)).toMatchObject({ ...before, voice: `v${count - 1}`, temperature: 0.19 });
		expect(items.map(({ json }) => json.voice).at(-1)).toBe(`v${count - 1}`);
	});

	it('reads again after a request went wrong', async () => {
		const [agentId, before] = rich();
		sandbox.faults.add({ method: 'PATCH', after: 1, status: 500 });
		const { json } = await update(
			agentId,
			{ updateFields: { voice: '={{ $json.v }}' } },
			{ items: [{ v: 'a' }, { v: 'b' }, { v: 'c' }], onError: 'continueRegularOutput' },
		);
		expect(json.map(({ voice, error }) => voice ?? typeof error)).toEqual(['a', 'string', 'c']);
		expect(sent().map(({ method }) => method)).toEqual(['GET', 'PATCH', 'PATCH', 'GET', 'PATCH']);
		expect(stored(agentId)).toMatchObject({ ...before, voice: 'c' });
	});
});

describe('Update', () => {
	it('changes the name alone without touching the settings', async () => {
		const [agentId] = ids();
		const revision = sandbox.state.agents.get(agentId)?.publishedRevisionId;
		const { json } = await update(agentId, { name: 'Renamed' });
		expect(json[0].name).toBe('Renamed');
		expect(sent()).toEqual([
			{ method: 'PATCH', path: `/api/agents/${agentId}`, body: { name: 'Renamed' } },
		]);
		expect(sandbox.state.agents.get(agentId)?.publishedRevisionId).toBe(revision);
	});

	it('sends nothing when nothing is set', async () => {
		const { error } = await update(ids()[0], {});
		expect(error?.message).toBe('Nothing is set that could be updated');
		expect(error?.description).toContain('Update Fields');
		expect(sandbox.requests).toEqual([]);
	});

	it('takes settings out with null, and clears texts and lists on purpose', async () => {
		const [agentId] = ids();
		Object.assign(stored(agentId), { voice: 'Mark', selectedTools: [{ toolName: 'hangUp' }] });
		await succeed(
			update(agentId, {
				updateFields: {
					languageHint: '={{ "" }}',
					toolsJson: '[]',
					callTemplateJson: '{"voice": null}',
				},
			}),
		);
		expect(stored(agentId)).toMatchObject({ languageHint: '', selectedTools: [] });
		expect(stored(agentId)).not.toHaveProperty('voice');
	});

	it('drops the external voice for one of the account, and the other way round', async () => {
		const [agentId] = ids();
		stored(agentId).externalVoice = { lmnt: { voiceId: 'lily' } };
		await update(agentId, { updateFields: { voice: 'Mark' } });
		expect(stored(agentId)).toMatchObject({ voice: 'Mark' });
		expect(stored(agentId)).not.toHaveProperty('externalVoice');

		const external = { elevenLabs: { voiceId: 'x1' } };
		await update(agentId, {
			updateFields: { callTemplateJson: JSON.stringify({ externalVoice: external }) },
		});
		expect(stored(agentId)).toMatchObject({ externalVoice: external });
		expect(stored(agentId)).not.toHaveProperty('voice');
	});

	it('gives an agent that has only a name its first settings', async () => {
		const [agentId] = ids();
		const agent = sandbox.state.agents.get(agentId);
		if (agent) agent.callTemplate = null;
		await succeed(update(agentId, { systemPrompt: 'Be kind.' }));
		expect(stored(agentId)).toEqual({ systemPrompt: 'Be kind.' });
	});

	it('says which other settings Ultravox did not keep', async () => {
		const [agentId] = ids();
		Object.assign(stored(agentId), { voice: 'Mark', vadSettings: { turnEndpointDelay: '1s' } });
		const {
			json: [read],
		} = await run('get', { agentId: byId(agentId), simplify: false });
		const left: IDataObject = { ...(read.callTemplate as IDataObject), systemPrompt: 'Be brief.' };
		delete left.voice;
		left.vadSettings = { minimumTurnDuration: '2s' };
		left.updated = '2027-01-01T00:00:00Z';
		sandbox.faults.add({
			method: 'PATCH',
			applyFirst: true,
			status: 200,
			body: { ...read, callTemplate: left },
		});
		const { error } = await update(agentId, {
			systemPrompt: 'Be brief.',
			updateFields: { minimumTurnDuration: 2 },
		});
		expect(error?.message).toContain('did not keep other settings of it: ');
		expect(error?.message).toMatch(/: Turn: Pause, Voice$/);
		expect(error?.context?.itemIndex).toBe(0);
	});

	it('looks at the agent when the answer does not show its settings', async () => {
		const [agentId] = ids();
		sandbox.faults.add({ method: 'PATCH', applyFirst: true, status: 200, body: { agentId } });
		const { json } = await update(agentId, { updateFields: { voice: 'Mark' } });
		expect(json[0]).toMatchObject({ voice: 'Mark' });
		expect(sent().map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET']);
	});

	it('asks once for items that want the same', async () => {
		const { items } = await update(
			ids()[0],
			{ updateFields: { voice: '={{ $json.voice }}' } },
			{ items: Array.from({ length: 50 }, () => ({ voice: 'Mark' })) },
		);
		expect(items).toHaveLength(50);
		expect(sent().map(({ method }) => method)).toEqual(['GET', 'PATCH']);
	});

	it('shows no shared secret, whatever the API says about it', async () => {
		const secret = 'a-shared-secret-of-the-agent';
		sandbox.faults.add({
			method: 'PATCH',
			status: 400,
			body: { callTemplate: { sharedSecrets: [`${secret} is weak`] } },
		});
		const { error } = await update(ids()[0], {
			updateFields: { callTemplateJson: { sharedSecrets: [secret] } },
		});
		expect(error?.message).toContain('is weak');
		expect(`${error?.message}${error?.description}`).not.toContain(secret);
	});
});

describe('with Simplify off', () => {
	const SECRETS = ['a-key-of-the-shop', 'abc', 'a-token', 'a-password', 'a-header'];
	const [key, short, token, password, header] = SECRETS;
	const HEADER = 'PARAMETER_LOCATION_HEADER';
	const selectedTools = [
		{
			nameOverride: 'inline',
			temporaryTool: {
				modelToolName: 'inline',
				http: { baseUrlPattern: 'https://shop.example.com', httpMethod: 'POST' },
				staticParameters: [
					{ name: 'X-Key', location: HEADER, value: key },
					{ name: 'X-Short', location: HEADER, value: short },
				],
			},
			authTokens: { shop: token },
			parameterOverrides: { username: 'desk', password },
		},
	];
	const dataConnection = { websocketUrl: 'wss://shop.example.com', headers: { key: header } };
	const callTemplate = { systemPrompt: 'Be kind.', selectedTools, dataConnection };
	const answer = (method: string, times = 1) => {
		const [agentId] = ids();
		const body = { agentId, name: 'A', callTemplate };
		sandbox.faults.add({ method, status: method === 'POST' ? 201 : 200, body, times });
		return agentId;
	};
	const expectOpen = ([agent]: IDataObject[]) => {
		for (const secret of SECRETS) expect(JSON.stringify(agent)).not.toContain(`"${secret}"`);
		expect(agent.callTemplate).toEqual({
			systemPrompt: 'Be kind.',
			selectedTools: [
				{
					nameOverride: 'inline',
					temporaryTool: {
						...selectedTools[0].temporaryTool,
						staticParameters: [
							{ name: 'X-Key', location: HEADER },
							{ name: 'X-Short', location: HEADER },
						],
					},
					parameterOverrides: { username: 'desk' },
				},
			],
			dataConnection: { websocketUrl: 'wss://shop.example.com' },
		});
	};

	it('Get shows no keys of tools that stand in the agent', async () => {
		const agentId = byId(answer('GET'));
		expectOpen((await succeed(run('get', { agentId, simplify: false }))).json);
	});

	it('nor does Get Many', async () => {
		const [agentId] = ids();
		const body = { results: [{ agentId, name: 'A', callTemplate }], next: null };
		sandbox.faults.add({ method: 'GET', body });
		expectOpen((await succeed(run('getAll', { simplify: false }))).json);
	});

	it('nor does Create', async () => {
		answer('POST');
		expectOpen((await succeed(run('create', { name: 'A', simplify: false }))).json);
	});

	it('nor does Update, which writes them back as they were, for every item', async () => {
		const agentId = answer('GET');
		answer('PATCH', 2);
		const { json } = await succeed(
			update(
				agentId,
				{ updateFields: { temperature: '={{ $json.t }}' }, simplify: false },
				{ items: [{ t: 0.1 }, { t: 0.2 }] },
			),
		);
		expectOpen(json);
		// The sandbox notes three stars where something secret has arrived, and nothing where nothing has.
		const text = JSON.stringify(callTemplate, (name, value: unknown) =>
			['headers', 'authTokens', 'password', 'value'].includes(name) ? '***' : value,
		);
		const arrived = JSON.parse(text) as IDataObject;
		expect(bodies('PATCH').map((body) => body.callTemplate)).toEqual([
			{ ...arrived, temperature: 0.1 },
			{ ...arrived, temperature: 0.2 },
		]);
	});
});
