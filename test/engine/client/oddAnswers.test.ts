import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, callLoadOptions, runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';

jest.setTimeout(120_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	[agentId] = sandbox.state.agents.keys();
});

const UUID = '3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
const credentials = () => ({ ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } });
const given = (value: string) => ({ __rl: true, mode: 'id', value });

const run = async (parameters: IDataObject, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			agentId: given(agentId),
			batchId: given(UUID),
			callId: given(UUID),
			to: '+15550000001',
			from: '+15559876543',
			returnAll: true,
			options: { maxRetries: 0 },
			...(parameters as object),
		},
		credentials: credentials(),
		...more,
	});

/** A text of an answer that stands in 3,000 others. */
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const OPERATIONS: Array<[string, IDataObject]> = [
	['agent get', { resource: 'agent', operation: 'get' }],
	['agent getAll', { resource: 'agent', operation: 'getAll' }],
	['agent getAll, raw', { resource: 'agent', operation: 'getAll', simplify: false }],
	['agent update', { resource: 'agent', operation: 'update', systemPrompt: 'Be kind.' }],
	['call get', { resource: 'call', operation: 'get' }],
	['call get, raw', { resource: 'call', operation: 'get', simplify: false }],
	['call getAll', { resource: 'call', operation: 'getAll' }],
	['call getAll, raw', { resource: 'call', operation: 'getAll', simplify: false }],
	['call getMessages', { resource: 'call', operation: 'getMessages' }],
	['transcript', { resource: 'call', operation: 'getMessages', output: 'transcript' }],
	['call create', { resource: 'call', operation: 'create' }],
	[
		'call create with a key',
		{ resource: 'call', operation: 'create', additionalFields: { deduplicationKey: 'k' } },
	],
	['callBatch get', { resource: 'callBatch', operation: 'get' }],
	['callBatch getAll', { resource: 'callBatch', operation: 'getAll' }],
	['callBatch getCalls', { resource: 'callBatch', operation: 'getCalls' }],
	['callBatch created calls', { resource: 'callBatch', operation: 'getCalls', calls: 'created' }],
	['callBatch create', { resource: 'callBatch', operation: 'create' }],
	[
		'callBatch create, skipping',
		{
			resource: 'callBatch',
			operation: 'create',
			rowId: 'row-1',
			options: { skipEarlierRows: true, maxRetries: 0 },
		},
	],
	['config get', { resource: 'twilioTelephonyConfig', operation: 'get' }],
	[
		'config update',
		{
			resource: 'twilioTelephonyConfig',
			operation: 'update',
			agentAccess: 'all',
		},
	],
];

const ODD: Array<[string, unknown]> = [
	['null', 'null'],
	['a number', '5'],
	['a text', '"hello"'],
	['a list', []],
	['a list of nothing', [null]],
	['nothing in a list', { results: [null], next: null }],
	['texts in a list', { results: ['a', 'b'], next: null }],
	['a text for a list', { results: 'none', next: null }],
	['a number for the next page', { results: [{ callId: UUID }], next: 5 }],
	['numbers for IDs', { agentId: 5, callId: 5, batchId: 5, accountSid: 5 }],
	['numbers for IDs in a list', { results: [{ agentId: 5, callId: 5, batchId: 5, name: 7 }] }],
	[
		'parts of another kind',
		{
			agentId: UUID,
			callId: UUID,
			batchId: UUID,
			accountSid: 'AC1',
			name: 5,
			callTemplate: 'text',
			statistics: 'text',
			medium: 'text',
			callbacks: [null],
			metadata: 'text',
			agent: 5,
			created: 5,
			joined: 5,
			ended: 5,
			messages: [null],
			requestContextMapping: 5,
			callCreationAllowedAgentIds: 'text',
		},
	],
	[
		'parts of another kind in a list',
		{
			results: [
				{
					agentId: UUID,
					callId: UUID,
					batchId: UUID,
					name: 5,
					callTemplate: [null],
					statistics: null,
					medium: { sip: null, twilio: 'text' },
					metadata: [null],
					role: 5,
					text: 7,
					timespan: 'text',
					created: 5,
					totalCount: 'many',
				},
				{},
			],
		},
	],
	['a very deep answer', deep(100_000)],
	[
		'a very deep part',
		`{"agentId":"a","callId":"a","batchId":"a","accountSid":"a","x":${deep(5000)}}`,
	],
	['a very deep entry', `{"next":null,"results":[${deep(5000)}]}`],
];

/** What JavaScript says, and what the node says when it does not know what happened. */
const RAW =
	/Cannot read|is not a function|is not iterable|Maximum call stack|TypeError|unexpectedly|undefined/;

describe.each(ODD)('%s', (_, body) => {
	it.each(OPERATIONS)('%s ends as a message or an output', async (_name, parameters) => {
		sandbox.faults.add({ status: 200, body, times: 9 });
		const { error, items } = await run(parameters);
		if (error) expect(`${error.message} ${error.description ?? ''}`).not.toMatch(RAW);
		else expect(JSON.stringify(items)).not.toContain('[object Object]');
	});

	it.each([400, 500])('a refusal with %d is worded', async (status) => {
		sandbox.faults.add({ status, body });
		const { error } = await run({ resource: 'agent', operation: 'get' });
		const said = `${error?.message} ${error?.description ?? ''}`;
		expect(said).toContain('Ultravox');
		expect(said).not.toMatch(RAW);
	});

	it.each([
		[
			'getAgents',
			async () => await callLoadOptions(Ultravox, 'getAgents', { credentials: credentials() }),
		],
		[
			'searchAgents',
			async () => await callListSearch(Ultravox, 'searchAgents', { credentials: credentials() }),
		],
		[
			'searchCalls',
			async () => await callListSearch(Ultravox, 'searchCalls', { credentials: credentials() }),
		],
		[
			'searchBatches',
			async () =>
				await callListSearch(Ultravox, 'searchBatches', {
					credentials: credentials(),
					parameters: { agentId: given(agentId) },
				}),
		],
	])('the dropdown %s is filled or says why not', async (_name, load) => {
		sandbox.faults.add({ status: 200, body });
		const said = await load().then(JSON.stringify, (error: Error) => error.message);
		expect(said).not.toMatch(RAW);
	});
});

it('entries that cannot be chosen are left out of a dropdown', async () => {
	const results = [{ agentId: 5, name: 'Five' }, { name: 'None' }, { agentId: UUID, name: 7 }];
	sandbox.faults.add({ status: 200, body: { results } });
	const list = await callListSearch(Ultravox, 'searchAgents', { credentials: credentials() });
	expect(list.results).toMatchObject([{ name: UUID, value: UUID }]);
});
