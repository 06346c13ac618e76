import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { inRealTime } from '../../support/harness/shortWaits';

jest.setTimeout(30_000);

const account = useSandbox({ agents: 2 });
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	for (const provider of ['twilio', 'telnyx', 'plivo'] as const) sandbox.seedConfig(provider);
	[agentId] = sandbox.state.agents.keys();
});

type Parameters = NonNullable<RunOptions['parameters']>;

const create = async (
	parameters: IDataObject = {},
	items: IDataObject[] = [{}],
	more: Partial<RunOptions> = {},
) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation: 'create',
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '+15551234567',
			from: '+15559876543',
			...(parameters as Parameters),
		},
		credentials: account.credentials(),
		items,
		...more,
	});

/** One number, for several items on purpose. */
const TO = '={{ "+15551234567" }}';

const posts = () => sandbox.requests.filter(({ method }) => method === 'POST');
const lastBody = () => posts().at(-1)?.body as IDataObject;
const calls = () => [...sandbox.state.calls.values()];
const twilio = { twilio: { outgoing: { to: '+15551234567', from: '+15559876543' } } };

it('dials with an agent and answers with a simplified call', async () => {
	const { json } = await succeed(create());
	const [call] = calls();
	expect(posts()[0].path).toBe(`/api/agents/${agentId}/calls`);
	expect(lastBody()).toEqual({ medium: twilio });
	expect(json).toEqual([
		{
			callId: call.callId,
			direction: 'outgoing',
			from: '+15559876543',
			to: '+15551234567',
			medium: 'twilio',
			status: 'created',
			agentId,
			agentName: sandbox.state.agents.get(agentId)?.name,
			created: call.created,
			joined: null,
			ended: null,
			endReason: null,
			duration: null,
			billedDuration: null,
			maxDuration: 3600,
			recordingEnabled: false,
			shortSummary: null,
			summary: null,
			joinUrl: null,
			metadata: {},
			isNew: true,
		},
	]);
});

it('sends what is set, under the names and in the forms of the API', async () => {
	await succeed(
		create({
			additionalFields: {
				templateContext: { values: [{ name: 'customerName', value: 'Ada' }] },
				templateContextJson: '{ "visits": 3 }',
				metadata: { values: [{ name: 'order', value: '={{ 42 }}' }] },
				firstSpeakerSettings: {
					values: { speaker: 'user', greeting: 'text', text: 'Hello, is this Ada?', delay: 10 },
				},
				joinTimeout: 60,
				maxDuration: 900.5,
				recordingEnabled: true,
				initialOutputMedium: 'MESSAGE_MEDIUM_TEXT',
				voice: ' Mark ',
				initialMessages: {
					values: [
						{ role: 'MESSAGE_ROLE_USER', text: 'Call me back' },
						{ role: 'MESSAGE_ROLE_AGENT', text: 'I will' },
					],
				},
				callbacks: {
					values: [{ event: 'ended', url: 'https://example.com/hook', secret: 's3cret-s3cret' }],
				},
				settingsJson: '{ "experimentalSettings": { "a": 1 }, "maxDuration": "1s" }',
			},
		}),
	);
	expect(lastBody()).toEqual({
		medium: twilio,
		templateContext: { customerName: 'Ada', visits: 3 },
		metadata: { order: '42' },
		firstSpeakerSettings: { user: { fallback: { text: 'Hello, is this Ada?', delay: '10s' } } },
		joinTimeout: '60s',
		maxDuration: '900.5s',
		recordingEnabled: true,
		initialOutputMedium: 'MESSAGE_MEDIUM_TEXT',
		voice: 'Mark',
		initialMessages: [
			{ role: 'MESSAGE_ROLE_USER', text: 'Call me back' },
			{ role: 'MESSAGE_ROLE_AGENT', text: 'I will' },
		],
		callbacks: { ended: { url: 'https://example.com/hook', secrets: expect.anything() } },
		experimentalSettings: { a: 1 },
	});
	expect(calls()[0].settings.callbacks).toMatchObject({ ended: { secrets: ['s3cret-s3cret'] } });
});

it('calls with a prompt of its own', async () => {
	await succeed(
		create({
			callSource: 'prompt',
			systemPrompt: 'Remind people of their appointment.',
			medium: 'webRtc',
			additionalFields: {
				temperature: 0.4,
				languageHint: 'pt-BR',
				enableGreetingPrompt: false,
				templateContext: { values: [{ name: 'left', value: 'over from the other source' }] },
			},
		}),
	);
	expect(posts()[0]).toMatchObject({
		path: '/api/calls',
		query: { enableGreetingPrompt: 'false' },
		body: {
			systemPrompt: 'Remind people of their appointment.',
			temperature: 0.4,
			languageHint: 'pt-BR',
			medium: { webRtc: {} },
		},
	});
	expect(lastBody()).not.toHaveProperty('templateContext');
});

describe('media', () => {
	it.each<[string, IDataObject, IDataObject]>([
		[
			'twilio with provider parameters and key presses',
			{
				medium: 'twilio',
				mediumOptions: {
					additionalParamsJson: '{ "record": true }',
					dtmfText: 'Pressed {digits}',
					dtmfUrgency: 'URGENCY_SOON',
				},
			},
			{
				twilio: {
					outgoing: { ...twilio.twilio.outgoing, additionalParams: { record: true } },
					dtmfHandling: {
						userTextMessage: { text: 'Pressed {digits}', urgency: 'URGENCY_SOON' },
					},
				},
			},
		],
		['telnyx', { medium: 'telnyx' }, { telnyx: twilio.twilio }],
		[
			'plivo to several',
			{ medium: 'plivo', to: '+15551234567<sip:ada@example.com' },
			{ plivo: { outgoing: { to: '+15551234567<sip:ada@example.com', from: '+15559876543' } } },
		],
		[
			'a telnyx call that the user connects',
			{ medium: 'telnyx', connection: 'joinUrl' },
			{ telnyx: {} },
		],
		[
			'sip',
			{
				medium: 'sip',
				to: 'sip:+15551234567@carrier.example',
				from: 'Front Desk',
				mediumOptions: { username: 'desk', password: 'very-secret-word' },
			},
			{
				sip: {
					outgoing: {
						to: 'sip:+15551234567@carrier.example',
						from: 'Front Desk',
						username: 'desk',
						password: expect.anything(),
					},
				},
			},
		],
		[
			'exotel',
			{ medium: 'exotel', mediumOptions: { dtmfIgnore: true } },
			{ exotel: { dtmfHandling: { ignore: true } } },
		],
		[
			'a server of the user',
			{
				medium: 'serverWebSocket',
				mediumOptions: { clientBufferSizeMs: 30_000, mediaIdleTimeout: 30 },
			},
			{
				serverWebSocket: {
					inputSampleRate: 48_000,
					clientBufferSizeMs: 30_000,
					mediaIdleTimeout: '30s',
				},
			},
		],
	])('%s', async (_, parameters, medium) => {
		const { json } = await succeed(create(parameters));
		expect(lastBody().medium).toEqual(medium);
		expect(json[0].joinUrl).toBe(calls()[0].joinUrl);
	});
});

describe('before anything is dialled', () => {
	it.each<[string, IDataObject, string]>([
		[
			'a number without country code',
			{ to: '0555 1234567' },
			'To: "0555 1234567" has no country code',
		],
		[
			'a number that an expression did not give',
			{ to: '={{ $json.phone }}' },
			'To: the expression gives no value',
		],
		['a caller that is no number', { from: 'desk' }, 'From: "desk" is not a phone number'],
		[
			'a SIP call to a number',
			{ medium: 'sip', to: '+15551234567' },
			'To: "+15551234567" is not a SIP address',
		],
		['a medium that there is none of', { medium: 'fax' }, 'Medium: "fax"'],
		[
			'a key that is missing',
			{ additionalFields: { deduplicationKey: '={{ $json.id }}' } },
			'Deduplication Key: the expression gives no value',
		],
		[
			'reserved metadata',
			{ additionalFields: { metadata: { values: [{ name: 'ultravox.x', value: '1' }] } } },
			'reserved',
		],
		[
			'metadata that clash with the key',
			{ additionalFields: { metadata: { values: [{ name: 'n8nDeduplicationKey', value: '1' }] } } },
			'Use the field Deduplication Key',
		],
		[
			'a callback to nowhere',
			{ additionalFields: { callbacks: { values: [{ event: 'ended', url: 'example.com' }] } } },
			'Callbacks, Row 1: "example.com" is not a web address',
		],
		[
			'messages in two forms',
			{
				additionalFields: {
					initialMessages: { values: [{ text: 'Hi' }] },
					initialMessagesJson: '[{"role":"MESSAGE_ROLE_USER","text":"Hi"}]',
				},
			},
			'Use only one of the two',
		],
		['a rate of nothing', { options: { callsPerSecond: 0 } }, 'Calls per Second: 0'],
		[
			'a duration in words',
			{ additionalFields: { maxDuration: '={{ "an hour" }}' } },
			'Maximum Duration: "an hour" is not a number of seconds',
		],
	])('%s is refused', async (_, parameters, text) => {
		const { error } = await create(parameters);
		expect(`${error?.message} ${error?.description}`).toContain(text);
		expect(sandbox.requests).toEqual([]);
	});

	it('all items are checked', async () => {
		const { error } = await create({ to: '={{ $json.phone }}' }, [
			{ phone: '+15550000001' },
			{ phone: '+15550000002' },
			{ phone: 'call me' },
		]);
		expect(error?.message).toContain('Row 3: To: "call me"');
		expect(calls()).toEqual([]);
	});

	it('a number that is the same for all items is not called again and again by accident', async () => {
		const { error } = await create({}, [{}, {}, {}]);
		expect(error?.message).toContain(
			'To: one number stands here for 3 items, so it would be called 3 times',
		);
		expect(error?.description).toContain('Drag the input field with the phone numbers into it.');
		const { json } = await create({}, [{}, {}], { continueOnFail: true });
		expect(json).toEqual([
			{ error: expect.stringContaining('called 2 times') },
			{ error: expect.stringContaining('called 2 times') },
		]);
		expect(posts()).toEqual([]);
		await succeed(create({ additionalFields: { deduplicationKey: 'once' } }, [{}, {}]));
		await succeed(create({ medium: 'webRtc' }, [{}, {}]));
		await succeed(create({ to: TO, options: { callsPerSecond: 50 } }, [{}, {}]));
		expect(calls()).toHaveLength(1 + 2 + 2);
	});

	it('with Continue On Fail the good items are dialled', async () => {
		const { json } = await create(
			{ to: '={{ $json.phone }}' },
			[{ phone: 'call me' }, { phone: '+15550000002' }],
			{ continueOnFail: true },
		);
		expect(json[0].error).toContain('To: "call me" is not a phone number');
		expect(json[1]).toMatchObject({ status: 'created' });
		expect(calls()).toHaveLength(1);
	});
});

describe('rate', () => {
	inRealTime();

	it('calls go out in item order, spaced as every plan allows', async () => {
		const items = Array.from({ length: 8 }, (_, index) => ({ phone: `+155500000${10 + index}` }));
		const { json } = await succeed(create({ to: '={{ $json.phone }}' }, items));
		expect(json).toHaveLength(8);
		const times = posts().map(({ at }) => at);
		expect(times[7] - times[0]).toBeGreaterThan(1200);
		const numbers = calls().map(({ medium }) => (medium as typeof twilio).twilio.outgoing.to);
		expect(numbers).toEqual(items.map(({ phone }) => phone));
	});

	it('executions of one account share the pace', async () => {
		const options = { to: TO, options: { callsPerSecond: 10 } };
		const runs = await Promise.all([0, 1, 2, 3].map(async () => await create(options, [{}, {}])));
		expect(runs.map(({ error }) => error)).toEqual(Array(4).fill(undefined));
		const times = posts().map(({ at }) => at);
		expect(times).toHaveLength(8);
		expect(times[7] - times[0]).toBeGreaterThan(600);
	});

	it('a limit that is hit is waited for, as long as the service says', async () => {
		sandbox.switches.creationsPerSecond = 2;
		const { json } = await succeed(
			create({ to: TO, options: { callsPerSecond: 50 } }, Array(5).fill({})),
		);
		expect(json).toHaveLength(5);
		expect(calls()).toHaveLength(5);
		expect(posts().some(({ status }) => status === 429)).toBe(true);
	});

	it('a call throttle that is full is named', async () => {
		const throttleId = '3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
		sandbox.state.throttles.set(throttleId, {
			throttleId,
			name: 'after-hours',
			created: new Date().toISOString(),
			rules: [{ maxCalls: 1, windowSeconds: 3600 }],
			uses: [],
			seq: 1,
		});
		const parameters = {
			to: TO,
			additionalFields: { throttle: 'after-hours' },
			options: { maxRetries: 1, callsPerSecond: 50 },
		};
		const { error } = await create(parameters, [{}, {}]);
		expect(error?.message).toBe(
			'Row 2: The call throttle "after-hours" lets no more calls through at the moment',
		);
		expect(error?.httpCode).toBe('429');
		expect(calls()).toHaveLength(1);
		expect(posts()[0].query).toEqual({ throttle: 'after-hours' });
	});
});

describe('what the API refuses', () => {
	it('names the field by its label', async () => {
		const { error } = await create({ additionalFields: { voice: 'Nobody' } });
		expect(error?.message).toBe('Voice: Voice "Nobody" does not exist.');
	});

	it('says which provider has no configuration', async () => {
		sandbox.state.configs.telnyx = null;
		const { error } = await create({ medium: 'telnyx' });
		expect(error?.message).toMatch(/^Medium.*no telephony configuration for telnyx/);
	});

	it('says that the account cannot be billed', async () => {
		sandbox.switches.billingNeeded = true;
		const { error } = await create();
		expect(error?.message).toBe('The Ultravox account cannot be billed');
		expect(calls()).toEqual([]);
	});
});

describe('secrets', () => {
	it('a join URL is in the output and in no message', async () => {
		const parameters = {
			medium: 'webRtc',
			additionalFields: { deduplicationKey: '={{ $json.key }}' },
		};
		const { json } = await create(parameters, [{ key: 'one' }]);
		const joinUrl = String(json[0].joinUrl);
		expect(joinUrl).toMatch(/^wss:/);

		sandbox.faults.add({ method: 'POST', status: 400, body: { detail: `Not ${joinUrl}` } });
		const last = await create(parameters, [{ key: 'one' }, { key: 'two' }]);
		expect(last.error?.message).toBe('Row 2: Not ***');
		expect(JSON.stringify(last.error)).not.toContain(joinUrl);
	});

	it('the raw form leaves out the secrets of callbacks and the SIP password unless asked for', async () => {
		const parameters = {
			simplify: false,
			additionalFields: {
				callbacks: {
					values: [{ event: 'ended', url: 'https://example.com/x', secret: 'hidden-word' }],
				},
			},
		};
		const { json } = await succeed(create(parameters));
		expect(json[0]).toMatchObject({ callbacks: { ended: { url: 'https://example.com/x' } } });
		expect(JSON.stringify(json)).not.toContain('hidden-word');

		const asked = await create({ ...parameters, options: { includeSecrets: true } });
		expect(asked.json[0]).toMatchObject({ callbacks: { ended: { secrets: ['hidden-word'] } } });
	});
});
