import { constantFrom, double, integer, jsonValue, oneof, sample, string } from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 3 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	sandbox.calls.seed(1);
	sandbox.switches.unknownAgents = 'accept';
});

/** What an expression may give of an item: anything that JSON has, the wrong types first. */
const values = oneof(
	jsonValue(),
	string(),
	double(),
	integer(),
	constantFrom<unknown>(
		...[undefined, null, true, false, 0, -1, 1e300, NaN, '', ' ', [], {}, [[]], [null], '{', '[]'],
		...['__proto__', 'constructor', 'x'.repeat(20_000), '\u0000', '\ud800', '={{ 1 }}', '{{ 1 }}'],
		...['+15551234567', 'sip:a@b.example', '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413', '2026-02-30'],
		...[{ values: 7 }, { values: [null] }, { mappings: {} }, { mappings: [{}] }, { __rl: true }],
		...['{"a": {"b": 1}}', '{"__proto__": "a"}', { constructor: 'a' }, ['a', 1], 'true', 'null'],
	),
);

const VALUE = '={{ $json.value }}';
const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const twilio = (fields: IDataObject) => ({
	resource: 'twilioTelephonyConfig',
	operation: 'update',
	...fields,
});
const agents = (agentAccess: string) => twilio({ agentAccess, callCreationAllowedAgentIds: VALUE });
const mapping = (fields: IDataObject) => twilio({ mappingMode: 'replace', ...fields });
const agent = (fields: IDataObject) => () => ({
	resource: 'agent',
	operation: 'update',
	agentId: locator([...sandbox.state.agents.keys()][0]),
	...fields,
});
const call = (fields: IDataObject, additionalFields: IDataObject | string = {}) => ({
	resource: 'call',
	operation: 'create',
	agentId: locator([...sandbox.state.agents.keys()][0]),
	to: '+15551234567',
	from: '+15559876543',
	additionalFields,
	...fields,
});
const message = (fields: IDataObject) => () => ({
	resource: 'call',
	operation: 'sendMessage',
	callId: locator([...sandbox.state.calls.keys()][0]),
	text: 'Hello',
	...fields,
});

it.each<[string, () => IDataObject]>([
	['Who May Take Calls', () => agents(VALUE)],
	['Allowed Agents', () => agents('only')],
	['Agents to Add', () => agents('add')],
	['Agents to Remove', () => agents('remove')],
	['Request Context Mapping', () => twilio({ mappingMode: VALUE })],
	['a mapping', () => mapping({ requestContextMapping: VALUE })],
	[
		'a field of a mapping',
		() => {
			const mappings = [{ requestField: VALUE, contextField: VALUE }];
			return mapping({ requestContextMapping: { mappings } });
		},
	],
	[
		'a mapping as JSON',
		() => mapping({ specifyMapping: 'json', requestContextMappingJson: VALUE }),
	],
	['all Update Fields', agent({ updateFields: VALUE })],
	['Auth Token', () => twilio({ accountSource: 'manual', authToken: VALUE })],
	['Account SID', () => twilio({ accountSource: 'manual', accountSid: VALUE })],
	['the name of an agent', agent({ name: VALUE })],
	['the prompt of an agent', agent({ systemPrompt: VALUE })],
	['the temperature of an agent', agent({ updateFields: { temperature: VALUE } })],
	['the agent of a call', () => call({ agentId: locator(VALUE) })],
	['To', () => call({ to: VALUE })],
	['From', () => call({ from: VALUE })],
	['Join Timeout', () => call({}, { joinTimeout: VALUE })],
	['Metadata', () => call({}, { metadata: VALUE })],
	['Metadata (JSON)', () => call({}, { metadataJson: VALUE })],
	['Template Context (JSON)', () => call({}, { templateContextJson: VALUE })],
	['Prior Call', () => call({}, { priorCallId: VALUE })],
	['the call of a message', message({ callId: locator(VALUE) })],
	['the text of a message', message({ text: VALUE })],
	['Limit', () => ({ resource: 'call', operation: 'getAll', limit: VALUE })],
	['Window Start', () => ({ ...call({}, { windowStart: VALUE }), resource: 'callBatch' })],
	['Row ID', () => ({ ...call({ rowId: VALUE }), resource: 'callBatch' })],
])('%s: whatever an expression gives is sent as the API takes it, or refused', async (_, make) => {
	const items = sample(values, { numRuns: 45, seed: 7 }).map((value) => ({
		json: { value } as IDataObject,
	}));
	const { resource, ...parameters } = make();
	const { json } = await succeed(
		runNode({
			node: Ultravox,
			parameters: {
				resource,
				...parameters,
				options: { timeout: 20, maxRetries: 0, callsPerSecond: 100 },
			} as INodeParameters,
			credentials: account.credentials(),
			items,
			continueOnFail: true,
		}),
	);
	expect(json.length).toBeGreaterThan(0);
	const refusals = json.flatMap((entry) => (typeof entry.error === 'string' ? [entry.error] : []));
	for (const text of refusals) {
		expect(text).toMatch(/^.{20,1200}$/s);
		expect(text).not.toMatch(/TypeError|\[object|is not a function|Cannot read|undefined/);
	}
	const refusedByService = sandbox.requests.filter(({ status }) => status === 400);
	expect(refusedByService.map(({ body }) => body)).toEqual([]);
});
