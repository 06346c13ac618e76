import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 2 });
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	[agentId] = sandbox.state.agents.keys();
});

const MISSING = '={{ $json.missing }}';

type Parameters = NonNullable<RunOptions['parameters']>;

const run = async (parameters: IDataObject, items: IDataObject[] = [{ phone: '+15550000001' }]) =>
	await runNode({
		node: Ultravox,
		parameters: {
			agentId: { __rl: true, mode: 'id', value: agentId },
			callId: { __rl: true, mode: 'id', value: agentId },
			batchId: { __rl: true, mode: 'id', value: agentId },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			...(parameters as Parameters),
		},
		credentials: account.credentials(),
		items,
	});
const create = { resource: 'call', operation: 'create' };
const createBatch = { resource: 'callBatch', operation: 'create' };
const row = (name: string, entry: IDataObject) => ({
	...create,
	additionalFields: { [name]: { values: [entry] } },
});
const sent = () => sandbox.requests.map(({ method }) => method);

describe('a part of a row for which an expression finds nothing is refused before anything is sent', () => {
	it.each<[string, IDataObject, string]>([
		[
			'context',
			row('templateContext', { name: 'who', value: MISSING }),
			'Template Context, Row 1, Value',
		],
		[
			'context of a row in a batch',
			{
				...createBatch,
				additionalFields: { templateContext: { values: [{ name: 'who', value: MISSING }] } },
			},
			'Template Context, Row 1, Value',
		],
		[
			'context as an object from an expression',
			{ ...create, additionalFields: { templateContextJson: '={{ ({ who: $json.missing }) }}' } },
			'Template Context (JSON): "who"',
		],
		['metadata', row('metadata', { name: 'order', value: MISSING }), 'Metadata, Row 1, Value'],
		[
			"the provider's parameters",
			{
				...create,
				mediumOptions: { additionalParams: { values: [{ name: 'Timeout', value: MISSING }] } },
			},
			'Row 1, Value: the expression gives no value',
		],
		[
			"a message's role",
			row('initialMessages', { role: MISSING, text: 'Hello' }),
			'Initial Messages, Row 1',
		],
		[
			"a message's text",
			row('initialMessages', { role: 'MESSAGE_ROLE_USER', text: MISSING }),
			'Initial Messages, Row 1',
		],
		[
			"a callback's event",
			row('callbacks', { event: MISSING, url: 'https://example.com', secret: '' }),
			'Callbacks, Row 1',
		],
		[
			"a callback's secret",
			row('callbacks', { event: 'ended', url: 'https://example.com', secret: MISSING }),
			'Callbacks, Row 1, Secret',
		],
		[
			'what follows on silence',
			{
				...create,
				callSource: 'prompt',
				systemPrompt: 'Be brief.',
				additionalFields: {
					inactivityMessages: {
						values: [{ duration: 30, message: 'Hello?', endBehavior: MISSING }],
					},
				},
			},
			'Inactivity Messages, Row 1, Then',
		],
		[
			'the delay of a greeting',
			{
				...create,
				additionalFields: {
					firstSpeakerSettings: {
						values: { speaker: 'agent', greeting: 'generated', delay: MISSING },
					},
				},
			},
			'First Speaker, Delay',
		],
	])('%s', async (_, parameters, label) => {
		const { error } = await run(parameters);
		expect(error?.message).toContain(label);
		expect(error?.context?.itemIndex ?? 0).toBe(0);
		expect(sent()).toEqual([]);
	});
});

it('a null on purpose is possible by JSON, and an empty text in a row', async () => {
	await succeed(
		run({
			...create,
			additionalFields: {
				templateContext: { values: [{ name: 'title', value: '' }] },
				templateContextJson: '{ "nickname": null }',
			},
		}),
	);
	const [{ body }] = sandbox.requests;
	expect(body).toMatchObject({ templateContext: { title: '', nickname: null } });
});

const by = (resource: string, operation: string, more: IDataObject = {}) => ({
	resource,
	operation,
	...more,
});
const options = (name: string, value: unknown) => ({ options: { [name]: value } as IDataObject });

/** Every switch of these rooms: the operation with the switch set to a value, and its label. */
const SWITCHES: Array<[string, (value: unknown) => IDataObject, string]> = [
	...['agent', 'call', 'callBatch'].flatMap((resource) =>
		[
			['get', {}],
			['getAll', {}],
			['create', resource === 'agent' ? { name: 'Ada', systemPrompt: 'Be brief.' } : {}],
		].map(([operation, more]): (typeof SWITCHES)[number] => [
			`${resource} ${operation as string}: Simplify`,
			(simplify) =>
				by(resource, operation as string, { ...(more as IDataObject), simplify } as IDataObject),
			'Simplify',
		]),
	),
	[
		'agent update: Simplify',
		(simplify) => by('agent', 'update', { name: 'Ada', simplify } as IDataObject),
		'Simplify',
	],
	[
		'agent getAll: Return All',
		(returnAll) => by('agent', 'getAll', { returnAll } as IDataObject),
		'Return All',
	],
	[
		'call create: Include Secrets',
		(value) => by('call', 'create', { simplify: false, ...options('includeSecrets', value) }),
		'Include Secrets',
	],
	[
		'call getMessages: Include Tools',
		(value) =>
			by('call', 'getMessages', { output: 'transcript', ...options('includeTools', value) }),
		'Include Tools',
	],
	[
		'call sendMessage: Do Not Interrupt',
		(value) =>
			by('call', 'sendMessage', {
				messageType: 'forced_agent_message',
				text: 'Hello',
				...options('uninterruptible', value),
			}),
		'Do Not Interrupt',
	],
	[
		'callBatch getCalls: Simplify',
		(simplify) => by('callBatch', 'getCalls', { simplify } as IDataObject),
		'Simplify',
	],
	[
		'callBatch create: Include Webhook Secret',
		(value) => by('callBatch', 'create', options('includeWebhookSecret', value)),
		'Include Webhook Secret',
	],
	[
		'callBatch create: Skip Rows of Earlier Batches',
		(value) =>
			by('callBatch', 'create', {
				rowId: '={{ $json.phone }}',
				...options('skipEarlierRows', value),
			}),
		'Skip Rows of Earlier Batches',
	],
];

describe('a switch for which an expression finds nothing is refused before anything is sent', () => {
	it.each(SWITCHES)('%s', async (_, parameters, label) => {
		for (const value of [MISSING, '={{ "perhaps" }}', '={{ null }}']) {
			const { error } = await run(parameters(value));
			expect(error?.message).toContain(`${label}: `);
			expect(sent()).toEqual([]);
		}
	});
});

describe('a switch takes texts, too', () => {
	it.each([true, 'true', '={{ " TRUE " }}'])('Skip Rows of Earlier Batches: %j', async (value) => {
		const batch = {
			...createBatch,
			rowId: '={{ $json.phone }}',
			options: { skipEarlierRows: value },
		};
		await run(batch);
		const { json } = await run(batch);
		expect(json).toMatchObject([{ isNew: false }]);
		expect(sandbox.state.batches.size).toBe(1);
	});

	it.each([false, 'false', '={{ " FALSE " }}'])('Simplify: %j', async (simplify) => {
		const { json } = await run(by('agent', 'get', { simplify }));
		expect(json[0]).toHaveProperty('callTemplate');
	});

	it('rows of one batch may differ in being skipped', async () => {
		const batch = {
			...createBatch,
			rowId: '={{ $json.phone }}',
			options: { skipEarlierRows: '={{ $json.skip }}' },
		};
		const items = ['+15550000001', '+15550000002'].map((phone, index) => ({
			phone,
			skip: index === 0,
		}));
		await run(batch, items);
		const { json } = await run(batch, items);
		expect(json.map(({ isNew, totalCount }) => [isNew, totalCount])).toEqual([
			[false, 2],
			[true, 1],
		]);
	});
});

describe('what is looked up by its value', () => {
	const CUT = '={{ "Ada 🙂".slice(0, 5) }}';

	it.each<[string, IDataObject, string]>([
		[
			'Deduplication Key',
			{ ...create, additionalFields: { deduplicationKey: CUT } },
			'Deduplication Key',
		],
		['Row ID', { ...createBatch, rowId: CUT }, 'Row ID'],
		['metadata', row('metadata', { name: 'who', value: CUT }), 'Metadata'],
		[
			'a filter for metadata',
			by('call', 'getAll', { filters: { metadata: { values: [{ name: 'who', value: CUT }] } } }),
			'Metadata',
		],
	])('is refused where half a character was cut off: %s', async (_, parameters, label) => {
		const { error } = await run(parameters);
		expect(error?.message).toContain(`${label}: `);
		expect(error?.message).toContain('middle of a character');
		expect(sent()).toEqual([]);
	});

	it.each<[string, string, RegExp]>([
		['long', '={{ "x".repeat(501) }}', /has 501 characters/],
		['with a line break', '={{ "a\\nb" }}', /line break/],
	])('a key that is %s is refused', async (_, deduplicationKey, message) => {
		const { error } = await run({ ...create, additionalFields: { deduplicationKey } });
		expect(error?.message).toMatch(message);
		expect(sent()).toEqual([]);
	});

	it('a key is the same key however its accents were typed, and with spaces around it', async () => {
		const keyed = (deduplicationKey: string) => ({
			...create,
			additionalFields: { deduplicationKey },
		});
		await run(keyed('={{ "Ren\\u00e9 & 100%" }}'));
		const { json } = await run(keyed('={{ " Rene\\u0301 & 100% " }}'));
		expect(json).toMatchObject([{ isNew: false }]);
		expect(sandbox.state.calls.size).toBe(1);
	});
});
