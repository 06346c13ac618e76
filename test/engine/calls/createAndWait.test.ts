import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { resumeNode, runNode, type RunOptions, type RunResult } from '../../support/harness';

const account = useSandbox();

const KEY = 'reminder-4711';

function options(parameters: INodeParameters = {}, more: Partial<RunOptions> = {}): RunOptions {
	const [agentId] = account.sandbox.state.agents.keys();
	account.sandbox.seedConfig('twilio');
	return {
		node: Ultravox,
		credentials: account.credentials(),
		parameters: {
			resource: 'call',
			operation: 'createAndWait',
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '+15550000001',
			from: '+15559876543',
			...parameters,
		},
		...more,
	};
}

const run = async (parameters?: INodeParameters, more?: Partial<RunOptions>) =>
	await runNode(options(parameters, more));

const creations = () => account.sandbox.requests.filter(({ method }) => method === 'POST');

const calls = () => [...account.sandbox.state.calls.values()];

/** The address that the only call reports its end to. */
function callback(): URL {
	const callbacks = calls()[0].settings.callbacks as { ended: { url: string } };
	return new URL(callbacks.ended.url);
}

interface Report {
	/** Instead of what the call is. */
	call?: IDataObject;
	/** Instead of that of the callback. */
	query?: Record<string, string>;
	nodeName?: string;
	credentials?: RunOptions['credentials'];
}

/** What Ultravox sends when the only call ends, and what came of it. */
async function report(
	parameters: INodeParameters,
	waiting: RunResult,
	{ call = {}, query, ...node }: Report = {},
) {
	const [{ callId, created, joined, ended, endReason }] = calls();
	const body = { callId, created, joined, ended, endReason, metadata: {}, ...call };
	return await resumeNode(options(parameters, node), waiting.run, {
		body: JSON.stringify({ event: 'call.ended', call: body }),
		query: query ?? Object.fromEntries(callback().searchParams),
	});
}

function hangUp(): void {
	const [{ callId }] = calls();
	account.sandbox.calls.join(callId);
	account.sandbox.calls.end(callId);
}

describe('Create and Wait', () => {
	test('dials, has the execution wait, and goes on with what came of the call', async () => {
		const waiting = await succeed(run({ limitWaitTime: 30 }));

		expect(waiting.status).toBe('waiting');
		const wait = Number(waiting.run.waitTill) - Number(waiting.run.startedAt);
		expect(Math.round(wait / 60_000)).toBe(30);
		expect(creations()).toHaveLength(1);
		expect(callback().href.length).toBeLessThanOrEqual(200);

		hangUp();
		const { status, result } = await report({}, waiting);

		expect(status).toBe(200);
		const [{ callId }] = calls();
		expect(result.workflowData).toEqual([
			[
				{
					json: expect.objectContaining({
						callId,
						status: 'ended',
						endReason: 'hangup',
						isNew: true,
						timedOut: false,
					}),
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	test('goes on with the transcript, if it is wanted', async () => {
		const parameters = { includeTranscript: true };
		const waiting = await succeed(run(parameters));
		hangUp();
		const { result } = await report(parameters, waiting);
		expect(result.workflowData?.[0][0].json.transcript).toMatch(/^Agent: .+\nUser: .+$/);
	});

	test('leaves at the limit with the ID of the call and a warning, and asks for nothing', async () => {
		const waiting = await succeed(run({ limitWaitTime: 1, includeTranscript: true }));
		const [{ callId }] = calls();
		const output = {
			callId,
			status: 'created',
			timedOut: true,
			transcript: null,
			warnings: [expect.stringContaining(`call ${callId} was not reported within 1 minute`)],
		};
		expect(waiting.json).toEqual([expect.objectContaining(output)]);
		// At the limit n8n lets pass what is stored as the input of the node that waits.
		const [entry] = waiting.run.data.executionData?.nodeExecutionStack ?? [];
		expect(entry.data.main[0]).toEqual([
			expect.objectContaining({ json: expect.objectContaining(output) }),
		]);
		expect(account.sandbox.requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});

	test('is not let go on by somebody without the key, or by a report about another call', async () => {
		const waiting = await succeed(run({}, { withoutResumeToken: true }));
		hangUp();
		expect(await report({}, waiting, { query: {} })).toMatchObject({ status: 401 });
		expect(await report({}, waiting, { query: { k: 'guessed' } })).toMatchObject({ status: 401 });
		const other = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
		const wrong = await report({}, waiting, { call: { callId: other } });
		expect(wrong).toMatchObject({ status: 400, result: { noWebhookResponse: true } });
		expect(wrong.result.workflowData).toBeUndefined();
	});

	test('finds its call again whatever the node is called', async () => {
		const nodeName = `"Call" \\ {{ it's }} \u00e9`;
		const waiting = await succeed(run({}, { nodeName }));
		hangUp();
		expect(await report({}, waiting, { nodeName })).toMatchObject({ status: 200 });
	});

	test('stores the key nowhere in the execution', async () => {
		const waiting = await succeed(run({ simplify: false }, { withoutResumeToken: true }));
		const key = callback().searchParams.get('k') ?? '';
		expect(key).toHaveLength(22);
		expect(waiting.stored).not.toContain(key);
	});

	test('looks the call up where the report does not say that it is over', async () => {
		const waiting = await succeed(run());
		expect(await report({}, waiting)).toMatchObject({ status: 400 });
		hangUp();
		const { result } = await report({}, waiting, { call: { ended: null } });
		expect(result.workflowData?.[0][0].json).toMatchObject({ status: 'ended', timedOut: false });
	});

	test('has the report sent again while the transcript cannot be read', async () => {
		const parameters = { includeTranscript: true };
		const waiting = await succeed(run(parameters));
		hangUp();
		account.sandbox.faults.add({ method: 'GET', status: 503, times: 2 });
		expect(await report(parameters, waiting)).toMatchObject({ status: 503 });
		expect(await report(parameters, waiting)).toMatchObject({ status: 200 });
	});

	test('goes on without a transcript that is not handed over', async () => {
		const parameters = { includeTranscript: true };
		const waiting = await succeed(run(parameters));
		hangUp();
		account.sandbox.faults.add({ method: 'GET', status: 404, times: 1 });
		const { result } = await report(parameters, waiting);
		expect(result.workflowData?.[0][0].json).toMatchObject({
			transcript: null,
			warnings: [expect.stringContaining('Get Messages')],
		});
	});

	test('refuses several items before it dials, and says the way out', async () => {
		const { error } = await run({}, { items: [{}, {}, {}] });
		expect(error?.message).toMatch(/^Rows 1 to 3: .*nobody was called$/);
		expect(error?.description).toContain('Loop Over Items');
		expect(account.sandbox.requests).toEqual([]);
	});

	test.each([
		[
			'additionalFields.callbacks',
			{ callbacks: { values: [{ event: 'ended', url: 'https://x.example' }] } },
		],
		[
			'settingsJson',
			{ settingsJson: '{ "callbacks": { "ended": { "url": "https://x.example" } } }' },
		],
	])('refuses another address for the end of the call in %s', async (_, additionalFields) => {
		const { error } = await run({ additionalFields });
		expect(error?.message).toContain('Callbacks: the event "ended"');
		expect(account.sandbox.requests).toEqual([]);
	});

	test('keeps callbacks for other events', async () => {
		const joined = { event: 'joined', url: 'https://x.example/joined' };
		await succeed(run({ additionalFields: { callbacks: { values: [joined] } } }));
		expect(calls()[0].settings.callbacks).toEqual({
			joined: { url: joined.url },
			ended: { url: callback().href },
		});
	});

	test('refuses an address of n8n that is too long for Ultravox, before it dials', async () => {
		const baseUrl = `https://${'n8n.'.repeat(45)}example.com`;
		const { error } = await run({}, { baseUrl });
		expect(error?.message).toMatch(/^Webhook URL: it has \d+ characters/);
		expect(account.sandbox.requests).toEqual([]);
	});

	test.each([0, 10_081, 'soon'])('refuses a limit of %s minutes', async (limitWaitTime) => {
		const { error } = await run({ limitWaitTime });
		expect(error?.message).toContain('Limit Wait Time');
		expect(account.sandbox.requests).toEqual([]);
	});

	test('does not wait for a call with its key that is over', async () => {
		account.sandbox.calls.seed(1, { body: { metadata: { n8nDeduplicationKey: KEY } } });
		const additionalFields = { deduplicationKey: KEY };
		const done = await succeed(run({ additionalFields, includeTranscript: true }));
		expect(done.status).toBe('success');
		expect(done.json).toEqual([
			expect.objectContaining({
				isNew: false,
				timedOut: false,
				status: 'ended',
				transcript: expect.stringContaining('User: '),
			}),
		]);
		expect(creations()).toEqual([]);
	});

	test('says whose call it is where one with its key is still going on', async () => {
		const additionalFields = { deduplicationKey: KEY };
		await succeed(run({ additionalFields }));
		const second = await run({ additionalFields });
		expect(second.error?.message).toContain(`(${calls()[0].callId}) is still going on`);
		expect(creations()).toHaveLength(1);
	});
});

test('goes on without a transcript where the credential needs the data of an item', async () => {
	const { apiKey, url } = account.sandbox;
	const parameters = { includeTranscript: true };
	const credentials = { ultravoxApi: { apiKey: '={{ $json.key }}', baseUrl: url } };
	const items = [{ key: apiKey }];
	const waiting = await succeed(run(parameters, { credentials, items }));
	hangUp();
	const { result } = await report(parameters, waiting, { credentials });
	expect(result.workflowData?.[0][0].json).toMatchObject({ status: 'ended', transcript: null });
});
