import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { runNode, type RunResult } from '../../support/harness';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => {
	sandbox.reset();
	sandbox.seedConfig('twilio');
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const run = async (parameters: object): Promise<RunResult> =>
	await runNode({
		node: Ultravox,
		items: [
			{ phone: '+14155550101', order: 'A' },
			{ phone: '+14155550102', order: 'B' },
		],
		parameters: { ...parameters },
		credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
	});

const batch = () => ({
	resource: 'callBatch',
	operation: 'create',
	agentId: { __rl: true, mode: 'id', value: [...sandbox.state.agents.keys()][0] },
	medium: 'twilio',
	connection: 'outgoing',
	to: '={{ $json.phone }}',
	from: '+14155550100',
});
const config = { resource: 'twilioTelephonyConfig', operation: 'update', accountSource: 'manual' };
const value = '{{ $json.order }}';

describe('an expression in a field in Fixed mode', () => {
	it.each([
		['Row ID', () => ({ ...batch(), rowId: value })],
		['To', () => ({ ...batch(), to: '{{$json["phone"]}}' })],
		[
			'Metadata, Value',
			() => ({ ...batch(), additionalFields: { metadata: { values: [{ name: 'a', value }] } } }),
		],
		['Auth Token', () => ({ ...config, authToken: `{{ $('Login').item.json.token }}` })],
		['Account SID', () => ({ ...config, accountSid: 'AC{{ $json.sid }}' })],
		['Name', () => ({ resource: 'agent', operation: 'create', name: value })],
	])('%s: is refused before anything is sent', async (label, parameters) => {
		const { error } = await run(parameters());
		expect(error?.message).toContain('there is an expression in it, but the field is set to Fixed');
		expect(error?.message).toContain(label.split(',')[0]);
		expect(error?.description).toContain('switch it to Expression');
		expect(sandbox.requests).toEqual([]);
	});

	it('is done for each item in a field that Ultravox takes for a template', async () => {
		const { error } = await run({
			resource: 'agent',
			operation: 'create',
			name: 'Front Desk',
			systemPrompt: 'Order {{ $json.order }} of {{company}}',
		});
		expect(error).toBeUndefined();
		expect(sandbox.requests.map(({ body }) => body)).toEqual(
			['A', 'B'].map((order) => ({
				name: 'Front Desk',
				callTemplate: { systemPrompt: `Order ${order} of {{company}}` },
			})),
		);
	});

	it('is not seen in brackets that only look like one', async () => {
		const name = 'Prices in $ for {{company}}';
		const { error } = await run({ resource: 'agent', operation: 'create', name });
		expect(error).toBeUndefined();
		expect(sandbox.requests.map(({ body }) => body)).toEqual([{ name }, { name }]);
	});
});
