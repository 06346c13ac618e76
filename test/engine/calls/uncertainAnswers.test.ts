import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Fault, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(120_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
	[agentId] = sandbox.state.agents.keys();
});

const run = async (parameters: IDataObject, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			options: { maxRetries: 1, callsPerSecond: 50 },
			...(parameters as object),
		},
		credentials: account.credentials(),
		items: [{ phone: '+15550000001' }],
		...more,
	});

const call = { resource: 'call', operation: 'create' };
const keyed = { ...call, additionalFields: { deduplicationKey: 'reminder-1' } };
const batch = { resource: 'callBatch', operation: 'create' };
const RETRY = { retryOnFail: { maxTries: 3, waitBetweenTries: 1 } };
const posts = () => sandbox.requests.filter(({ method }) => method === 'POST');
const onPost = (fault: Fault) => sandbox.faults.add({ method: 'POST', ...fault });

/** Answers that leave open whether the request took effect. */
const UNCERTAIN: Array<[string, Fault]> = [
	...[301, 302, 303, 307, 308].map((status): [string, Fault] => [
		`a redirect with ${status}`,
		{ status, headers: { location: '/elsewhere' } },
	]),
	['304', { status: 304 }],
	...[406, 408, 409, 418, 423, 424, 451, 499].map((status): [string, Fault] => [
		`status ${status}`,
		{ status },
	]),
	['a bad header', { protocol: 'header' }],
	['a bad chunk', { protocol: 'chunk' }],
	['a body that is no gzip', { protocol: 'gzip' }],
	['two lengths', { protocol: 'length' }],
	['another version of HTTP', { protocol: 'version' }],
];

describe.each(UNCERTAIN)('%s', (_, fault) => {
	it('a call with a key is found, and made once', async () => {
		onPost({ ...fault, applyFirst: true });
		const { json } = await succeed(run(keyed, RETRY));
		expect(json).toMatchObject([{ callId: [...sandbox.state.calls.keys()][0], isNew: true }]);
		expect(posts()).toHaveLength(1);
	});

	it('a call without a key is not dialled again by Retry On Fail', async () => {
		onPost({ ...fault, applyFirst: true });
		const { error } = await run(call, RETRY);
		expect(error?.message).toMatch(/not known whether|Not dialled again/);
		expect(sandbox.state.calls.size).toBe(1);
		expect(posts()).toHaveLength(1);
	});

	it('says that it is not known whether the call was started', async () => {
		onPost({ ...fault, applyFirst: true });
		const { error } = await run(call);
		expect(error?.message).toContain('It is not known whether the call was started');
		expect(error?.message).not.toMatch(/HPE_|Z_DATA|Parse Error/);
	});

	it('a batch is found, and sent once', async () => {
		onPost({ ...fault, applyFirst: true });
		const { json } = await succeed(run(batch, RETRY));
		expect(json).toMatchObject([{ batchId: [...sandbox.state.batches.keys()][0], isNew: true }]);
		expect(posts()).toHaveLength(1);
	});
});

const REFUSED = [400, 401, 402, 403, 404, 405, 410, 413, 414, 415, 422, 425, 428, 431];

it.each(REFUSED)('status %d did nothing, so that a retry of n8n dials', async (status) => {
	onPost({ status, body: { detail: 'No.' } });
	const { json } = await succeed(run(call, RETRY));
	expect(json).toMatchObject([{ isNew: true }]);
	expect(posts()).toHaveLength(2);
	expect(sandbox.state.calls.size).toBe(1);
});

it('a credential that is of no use has dialled nobody', async () => {
	const { error } = await run(call, {
		credentials: { ultravoxApi: { apiKey: 'Schlüssel', baseUrl: sandbox.url } },
		...RETRY,
	});
	expect(error?.message).toContain('API Key');
});

describe('Create or Update', () => {
	const upsert = { resource: 'twilioTelephonyConfig', operation: 'upsert' };
	const credentials = () => ({
		ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		ultravoxTwilioApi: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'f'.repeat(32) },
	});

	it.each(UNCERTAIN)('%s: what was created is found and used', async (_, fault) => {
		sandbox.state.configs.twilio = null;
		onPost({ ...fault, applyFirst: true });
		const { json } = await succeed(
			run({ ...upsert, accountSource: 'credential' }, { credentials: credentials() }),
		);
		expect(json).toHaveLength(1);
		expect(posts()).toHaveLength(1);
	});
});

describe('a read', () => {
	const get = { resource: 'twilioTelephonyConfig', operation: 'get' };

	it.each(
		UNCERTAIN.filter(
			([name, { status }]) => status === 408 || status === 499 || /a bad|no gzip/.test(name),
		),
	)('%s: is sent again', async (_, fault) => {
		sandbox.faults.add(fault);
		const { json } = await succeed(run(get));
		expect(json).toHaveLength(1);
		expect(sandbox.requests).toHaveLength(2);
	});

	it.each(['header', 'chunk', 'gzip', 'version', 'length'] as const)(
		'says in words what a fault of HTTP is: %s',
		async (protocol) => {
			sandbox.faults.add({ protocol, times: 9 });
			const { error } = await run(get);
			expect(error?.message).toContain('is no proper HTTP');
			expect(error?.description).toContain('Base URL');
		},
	);
});
