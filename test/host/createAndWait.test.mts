import { createHash, randomUUID } from 'node:crypto';
import { request } from 'undici';
import { HostClient } from '../../scripts/host/client.mts';
import { startHost } from '../../scripts/host/host.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import type { Sandbox } from '../../sandbox/index.ts';
import { type HostFixture, onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

/** n8n looks once a minute for executions whose limit has come. */
const LIMIT_WITHIN = { within: 240_000 };
const RETRY_SECONDS = 31;

/** Start → rows → Create and Wait → Get, whose request tells with which call the run went on. */
function waitingWorkflow(
	{ ultravox: credential, sandbox }: Pick<HostFixture, 'ultravox' | 'sandbox'>,
	parameters: Record<string, unknown> = {},
) {
	const [agentId] = sandbox.state.agents.keys();
	sandbox.seedConfig('twilio');
	const call = ultravox(
		{
			resource: 'call',
			operation: 'createAndWait',
			agentId: { __rl: true, mode: 'id', value: agentId },
			to: '={{ $json.phone }}',
			from: '+15559876543',
			includeTranscript: true,
			...parameters,
		},
		[credential],
	);
	const rows = items([{ phone: '+15550000001', name: 'Ada' }]);
	return chain(`Wait ${randomUUID()}`, manualTrigger(), ...rows, call, {
		...items([])[0],
		name: 'After',
		parameters: {
			mode: 'raw',
			jsonOutput: '={{ { name: $("Items").item.json.name, call: $json } }}',
			options: {},
		},
	});
}

function onlyCall({ state }: Sandbox) {
	const [call] = state.calls.values();
	return call;
}

function callbackOf(sandbox: Sandbox): URL {
	const { ended } = onlyCall(sandbox).settings.callbacks as { ended: { url: string } };
	return new URL(ended.url);
}

/** @returns the ID of the execution, once it is parked */
async function untilWaiting(client: HostClient, executionId: string | undefined): Promise<string> {
	const id = executionId ?? '';
	await waitFor('the execution to wait', async () => {
		const { status } = await client.execution(id).catch(() => ({ status: 'running' }));
		if (status === 'error' || status === 'success') throw new Error(`It has ended as ${status}`);
		return status === 'waiting';
	});
	return id;
}

async function post(url: URL, body: object): Promise<number> {
	const answer = await request(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	await answer.body.dump();
	return answer.statusCode;
}

async function hangUp({ sandbox }: HostFixture): Promise<void> {
	const { callId } = onlyCall(sandbox);
	sandbox.switches.deliverWebhooks = true;
	sandbox.calls.join(callId);
	sandbox.calls.end(callId);
	await sandbox.calls.settled();
}

const statuses = ({ webhooks }: Sandbox) =>
	webhooks.deliveries.filter(({ event }) => event === 'call.ended').map(({ status }) => status);

onEachHost('Create and Wait', (fixture) => {
	const start = async (parameters?: Record<string, unknown>) => {
		const workflow = await fixture.client.createWorkflow(waitingWorkflow(fixture, parameters));
		const { executionId } = await fixture.client.startRun(workflow);
		return await untilWaiting(fixture.client, executionId);
	};
	const outcome = async (id: string) => {
		const { status, runs, raw } = await fixture.client.finishedExecution(id);
		return { status, raw, output: runs.After?.[0].data?.main?.[0]?.map(({ json }) => json) };
	};

	test('waits, and goes on with the call and what was said', async () => {
		const id = await start();
		expect(callbackOf(fixture.sandbox).href.length).toBeLessThanOrEqual(200);

		await hangUp(fixture);

		expect(statuses(fixture.sandbox)).toEqual([200]);
		const { status, output } = await outcome(id);
		expect(status).toBe('success');
		const { callId } = onlyCall(fixture.sandbox);
		expect(output).toEqual([
			{
				name: 'Ada',
				call: expect.objectContaining({
					callId,
					status: 'ended',
					isNew: true,
					timedOut: false,
					transcript: expect.stringContaining('User: '),
				}),
			},
		]);
	});

	test('lets nobody in without the key, which is not stored with the execution on n8n 1', async () => {
		const id = await start();
		const url = callbackOf(fixture.sandbox);
		const { callId } = onlyCall(fixture.sandbox);
		const body = { event: 'call.ended', call: { callId, ended: new Date().toISOString() } };
		const bare = new URL(url.pathname, url);
		const wrong = new URL(url);
		const [name, key] = [...url.searchParams][0];
		wrong.searchParams.set(
			name,
			createHash('sha256').update(key).digest('hex').slice(0, key.length),
		);

		expect([await post(bare, body), await post(wrong, body)]).toEqual([401, 401]);
		const { status, raw } = await fixture.client.execution(id);
		expect(status).toBe('waiting');
		if (fixture.host.version.startsWith('1.')) expect(raw).not.toContain(key);

		await hangUp(fixture);
		expect(await outcome(id)).toMatchObject({ status: 'success' });
	});

	test('misses no end that comes before n8n has parked the run', async () => {
		fixture.sandbox.switches.deliverWebhooks = true;
		// The answer to the creation is held back, so that the call ends while the run is still under way.
		fixture.sandbox.faults.add({ method: 'POST', applyFirst: true, delayMs: 5_000 });
		const workflow = await fixture.client.createWorkflow(waitingWorkflow(fixture));
		const { executionId } = await fixture.client.startRun(workflow);
		await waitFor('the call', async () => fixture.sandbox.state.calls.size > 0);
		await hangUp(fixture);
		// n8n refuses it, as 409 or 500 according to how far the run is.
		const [early] = statuses(fixture.sandbox);
		expect(early).toBeGreaterThanOrEqual(400);

		const id = await untilWaiting(fixture.client, executionId);
		await fixture.sandbox.clock.advance(RETRY_SECONDS);

		expect(statuses(fixture.sandbox)).toEqual([early, 200]);
		expect(await outcome(id)).toMatchObject({
			status: 'success',
			output: [{ call: { timedOut: false } }],
		});
	});

	test('waits on while the transcript cannot be read, and goes on when the report comes again', async () => {
		const id = await start();
		fixture.sandbox.faults.add({ method: 'GET', status: 503, times: 2 });
		await hangUp(fixture);
		expect(statuses(fixture.sandbox)).toEqual([503]);
		expect(await fixture.client.execution(id)).toMatchObject({ status: 'waiting' });

		await fixture.sandbox.clock.advance(RETRY_SECONDS);

		expect(await outcome(id)).toMatchObject({
			status: 'success',
			output: [{ call: { transcript: expect.stringContaining('User: ') } }],
		});
	});

	test('says at the limit which call it waited for in vain', async () => {
		const id = await start({ limitWaitTime: 1 });
		const { callId } = onlyCall(fixture.sandbox);
		await waitFor(
			'the limit',
			async () => (await fixture.client.execution(id)).status === 'success',
			LIMIT_WITHIN,
		);
		const { output } = await outcome(id);
		expect(output).toEqual([
			{
				name: 'Ada',
				call: expect.objectContaining({
					callId,
					timedOut: true,
					warnings: expect.arrayContaining([expect.stringContaining(callId)]),
				}),
			},
		]);
		expect(fixture.sandbox.requests.map(({ method }) => method)).toEqual(['POST']);

		await hangUp(fixture);
		expect(statuses(fixture.sandbox)).toEqual([409]);
	});

	test('waits on when n8n is started again in between', async () => {
		const own = await startHost({ version: fixture.host.version, tarball: fixture.host.tarball });
		const client = new HostClient(own.url);
		try {
			const owner = await client.setUpOwner();
			const credential = await client.createCredential({
				name: 'Ultravox',
				type: 'ultravoxApi',
				data: { apiKey: fixture.sandbox.apiKey, baseUrl: fixture.sandbox.url },
			});
			const { sandbox } = fixture;
			const workflow = await client.createWorkflow(
				waitingWorkflow({ ultravox: credential, sandbox }),
			);
			const id = await untilWaiting(client, (await client.startRun(workflow)).executionId);

			await own.kill();
			await hangUp(fixture);
			expect(statuses(sandbox)).toEqual([0]);
			await own.restart();
			await sandbox.clock.advance(RETRY_SECONDS);

			expect(statuses(sandbox)).toEqual([0, 200]);
			await client.login(owner);
			const { status, runs } = await client.finishedExecution(id);
			expect(status).toBe('success');
			expect(runs.After[0].data?.main?.[0]).toMatchObject([
				{ json: { name: 'Ada', call: { callId: onlyCall(sandbox).callId, timedOut: false } } },
			]);
		} finally {
			await client.close();
			await own.stop();
		}
	});
});
