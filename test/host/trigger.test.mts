import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { HostClient, type StoredWorkflow } from '../../scripts/host/client.mts';
import { readDatabase } from '../../scripts/host/database.mts';
import { readExample } from '../../scripts/host/examples.mts';
import { type Host, startHost } from '../../scripts/host/host.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { type HostFixture, onEachHost } from './support/on-each-host.mts';
import { readHostLog } from './support/shared-hosts.mts';
import { chain, ultravox } from './support/workflows.mts';

const AT_ONCE = 200;
/** The first one and ten more; a busy machine may not answer 200 in time. */
const DELIVERIES = 11;
const TRIGGER = 'Ultravox Trigger';
const WEBHOOKS = '/api/webhooks';

/** Trigger → Get Call, so that the account's log tells which call's workflow has run, and how often. */
function onEvents(fixture: HostFixture, parameters: object = {}) {
	const trigger = {
		...ultravox({}, [fixture.ultravox]),
		name: TRIGGER,
		type: 'n8n-nodes-ultravox.ultravoxTrigger',
		webhookId: randomUUID(),
		parameters: { events: ['call.ended', 'call.billed'], options: {}, ...parameters },
	};
	const callId = { __rl: true, mode: 'id', value: '={{ $json.call.callId }}' };
	const get = ultravox({ resource: 'call', operation: 'get', callId }, [fixture.ultravox]);
	return chain(`Events ${randomUUID()}`, trigger, get);
}

const isN8n1 = ({ host }: HostFixture) => host.version.startsWith('1.');

/** Calls that the workflow has run for, as often as it has. */
const handled = ({ sandbox }: HostFixture) =>
	sandbox.requests
		.filter(({ method, path }) => method === 'GET' && /^\/api\/calls\/[^/]+$/.test(path))
		.map(({ path }) => path.split('/').at(-1) ?? '')
		.sort();

const seeded = ({ sandbox }: HostFixture, count: number) =>
	sandbox.calls
		.seed(count)
		.map(({ callId }) => callId)
		.sort();

async function executionCount(client: HostClient, { id }: StoredWorkflow): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const list = await client.call<{ count: number; results: Array<{ status: string }> }>(
		'GET',
		`/executions?filter=${filter}&limit=100`,
	);
	return list.count;
}

async function untilHandled(fixture: HostFixture, count: number): Promise<string[]> {
	await waitFor(`${count} runs`, async () => handled(fixture).length >= count);
	return handled(fixture);
}

/** Delivers to n8n as Ultravox does: all at once, and again what has not been acknowledged. */
async function untilAcknowledged({ sandbox }: HostFixture, callIds: string[]): Promise<void> {
	let left = callIds;
	for (let round = 1; left.length > 0; round++) {
		if (round > DELIVERIES) throw new Error(`${left.length} deliveries were not acknowledged.`);
		const answers = await Promise.all(
			left.map(async (callId) => ({
				callId,
				statuses: await sandbox.webhooks.deliver('call.ended', callId),
			})),
		);
		left = answers.filter(({ statuses }) => statuses[0] !== 204).map(({ callId }) => callId);
	}
}

onEachHost('Ultravox Trigger', (fixture) => {
	let workflow: StoredWorkflow;

	const activated = async (parameters: object = {}) => {
		workflow = await fixture.client.createWorkflow(onEvents(fixture, parameters));
		await fixture.client.activate(workflow.id);
		const [webhook] = fixture.sandbox.state.webhooks.values();
		return webhook;
	};
	const deliver: HostFixture['sandbox']['webhooks']['deliver'] = async (event, callId, options) =>
		await fixture.sandbox.webhooks.deliver(event, callId, options);

	afterEach(async () => {
		if (workflow) await fixture.client.deactivate(workflow.id);
	});

	test('registers itself, is started by a call that ends, and goes with its workflow', async () => {
		const webhook = await activated();
		expect([...fixture.sandbox.state.webhooks.values()]).toEqual([webhook]);
		expect(webhook.url).toBe(
			`${fixture.host.url}/webhook/${String(workflow.nodes[0].webhookId)}/webhook`,
		);

		fixture.sandbox.switches.deliverWebhooks = true;
		const [callId] = seeded(fixture, 1);
		await fixture.sandbox.calls.settled();
		expect(fixture.sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([204, 204]);
		const executions = await fixture.client.untilExecuted(workflow.id, 2);
		const events = executions.map(({ runs }) => runs[TRIGGER][0].data?.main?.[0]?.[0].json);
		expect(events).toEqual(
			expect.arrayContaining([
				{ event: 'call.ended', call: expect.objectContaining({ callId, status: 'ended' }) },
				{ event: 'call.billed', call: expect.objectContaining({ callId, status: 'ended' }) },
			]),
		);
		for (const { mode, status } of executions) {
			expect({ mode, status }).toEqual({ mode: 'webhook', status: 'success' });
		}

		await fixture.client.deactivate(workflow.id);
		await waitFor('the webhook to go', async () => fixture.sandbox.state.webhooks.size === 0);
	});

	test('lets in nothing forged, replayed late or unreadable, and does not say why', async () => {
		const { url, secrets } = await activated();
		const [callId] = seeded(fixture, 1);
		const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
		const call = { callId };
		const forged = [
			await deliver('call.ended', callId, { secrets: ['guessed'] }),
			await deliver('call.ended', callId, { signature: null }),
			await deliver('call.ended', callId, { signature: 'f'.repeat(64) }),
			await deliver('call.ended', callId, { timestamp: null }),
			await deliver('call.ended', callId, { timestamp: minutesAgo(6) }),
			await deliver('call.ended', callId, { timestamp: minutesAgo(-6) }),
			await deliver('call.ended', callId, { timestamp: 'yesterday' }),
		];
		expect(forged.flat()).toEqual(forged.map(() => 401));
		expect(await deliver('call.ended', callId, { body: '[]' })).toEqual([400]);
		expect(await deliver('call.ended', callId, { body: '{"event":' })).toEqual([422]);
		expect(await deliver('call.ended', callId, { body: { event: 'call.paused', call } })).toEqual([
			204,
		]);
		expect(await deliver('call.started', callId, { url })).toEqual([204]);

		// The one that counts comes last: when it has run, the others would have.
		expect(await deliver('call.ended', callId, { secrets: ['another', ...secrets] })).toEqual([
			204,
		]);
		await untilHandled(fixture, 1);
		expect(await executionCount(fixture.client, workflow)).toBe(1);
		expect(handled(fixture)).toEqual([callId]);
	});

	test('shows why a registration did not work out, and leaves nothing behind', async () => {
		fixture.sandbox.faults.add({
			method: 'POST',
			path: WEBHOOKS,
			status: 400,
			body: { url: ['Enter a public address.'] },
			times: 10,
		});
		await expect(activated()).rejects.toThrow(/Webhook URL: Enter a public address\./);
		expect(fixture.sandbox.state.webhooks.size).toBe(0);
		// n8n goes on trying by itself until it is told not to.
		await fixture.client.deactivate(workflow.id);
	});

	test('"Listen for test event" has an address of its own and works beside the published one', async () => {
		const published = await activated();
		const { waitingForWebhook } = await fixture.client.startRun(workflow, TRIGGER);
		expect(waitingForWebhook).toBe(true);
		const webhooks = [...fixture.sandbox.state.webhooks.values()];
		expect(webhooks).toHaveLength(2);
		const listening = webhooks[1];
		expect(listening.url).toBe(published.url.replace('/webhook/', '/webhook-test/'));

		const [callId] = seeded(fixture, 1);
		const target = { url: listening.url };
		expect(await deliver('call.ended', callId, { ...target, secrets: ['guessed'] })).toEqual([401]);
		expect(await deliver('call.started', callId, target)).toEqual([204]);
		expect(await deliver('call.ended', callId, target)).toEqual([204]);
		const [execution] = await fixture.client.untilExecuted(workflow.id, 1);
		expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
		await waitFor('the test webhook to go', async () => {
			const urls = [...fixture.sandbox.state.webhooks.values()].map(({ url }) => url);
			return urls.length === 1 && urls[0] === published.url;
		});
	});

	test('the example sends the transcript of a call that has ended to a webhook', async () => {
		const received: unknown[] = [];
		const receiver = createServer((request, response) => {
			void json(request).then((body) => received.push(body));
			response.end('{}');
		});
		await once(receiver.listen(0, '127.0.0.1'), 'listening');
		try {
			const { port } = receiver.address() as AddressInfo;
			const example = await readExample('call-ended-transcript.json');
			const { id, name } = fixture.ultravox;
			for (const node of example.nodes) {
				if (node.name === 'Send Transcript') {
					Object.assign(node.parameters as object, { url: `http://127.0.0.1:${port}/` });
				}
				if (node.credentials) node.credentials = { ultravoxApi: { id, name } };
			}
			workflow = await fixture.client.createWorkflow({
				...example,
				name: `Example ${randomUUID()}`,
			});
			await fixture.client.activate(workflow.id);

			const [callId] = seeded(fixture, 1);
			fixture.sandbox.calls.say(callId, 'USER', 'Goodbye.');
			expect(await deliver('call.ended', callId)).toEqual([204]);
			const [execution] = await fixture.client.untilExecuted(workflow.id);
			expect(execution.status).toBe('success');
			expect(received).toMatchObject([
				{
					callId,
					endReason: 'hangup',
					summary: expect.stringMatching(/\w/),
					transcript: expect.stringContaining('User: Goodbye.'),
				},
			]);
		} finally {
			receiver.close();
		}
	});

	test('the secret shows nowhere, not even in what n8n keeps for the node', async () => {
		const { secrets } = await activated();
		const [callId] = seeded(fixture, 1);
		await deliver('call.ended', callId);
		await deliver('call.ended', callId, { secrets: ['guessed'] });
		const [execution] = await fixture.client.untilExecuted(workflow.id, 1);
		const [secret] = secrets;
		expect(execution.raw).not.toContain(secret);
		expect(
			JSON.stringify(await fixture.client.call('GET', `/workflows/${workflow.id}`)),
		).not.toContain(secret);
		expect(readHostLog(fixture.host)).not.toContain(secret);
		expect(JSON.stringify(fixture.sandbox.requests)).not.toContain(secret);
		expect(JSON.stringify(await readDatabase(fixture.host))).not.toContain(secret);
	});

	test('a new secret takes over while calls go on, and the old one is let in until it is dropped', async () => {
		const before = await activated();
		const [first] = before.secrets;
		const calls = seeded(fixture, 6);
		const republished = async (options: object) => {
			const [trigger, ...others] = workflow.nodes;
			const parameters = { ...(trigger.parameters as object), options };
			await fixture.client.republish(workflow.id, [{ ...trigger, parameters }, ...others]);
			const webhooks = [...fixture.sandbox.state.webhooks.values()];
			expect(webhooks.map(({ url }) => url)).toEqual([before.url]);
			const [webhook] = webhooks;
			return webhook.secrets;
		};

		// What is under way is signed with the secret that counted when it was sent.
		const underWay = [deliver('call.ended', calls[0], { secrets: [first] })];
		const both = await republished({ secretVersion: 2 });
		expect(both).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), first]);
		underWay.push(
			deliver('call.ended', calls[1], { secrets: [first] }),
			deliver('call.ended', calls[2], { secrets: [both[0]] }),
			deliver('call.ended', calls[3]),
		);
		expect((await Promise.all(underWay)).flat()).toEqual([204, 204, 204, 204]);

		expect(await republished({ secretVersion: 2, keepPreviousSecret: false })).toEqual([both[0]]);
		expect(await deliver('call.ended', calls[4], { secrets: [first] })).toEqual([401]);
		expect(await deliver('call.ended', calls[5])).toEqual([204]);
		expect(await untilHandled(fixture, 5)).toEqual(calls.filter((id) => id !== calls[4]));
	});
});

onEachHost('Ultravox Trigger over a restart', (fixture) => {
	let host: Host;
	let client: HostClient;

	beforeAll(async () => {
		const { version, tarball } = fixture.host;
		host = await startHost({ version, tarball });
		client = new HostClient(host.url);
		await client.setUpOwner();
	});

	afterAll(async () => {
		await client?.close();
		await host?.stop();
	});

	test(`loses and repeats nothing, not even of ${AT_ONCE} events that arrive at once`, async () => {
		const { sandbox } = fixture;
		const { id, name, type } = await client.createCredential({
			name: 'Ultravox',
			type: 'ultravoxApi',
			data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		});
		const workflow = await client.createWorkflow(
			onEvents({ ...fixture, ultravox: { id, name, type } }),
		);
		await client.activate(workflow.id);
		const [{ webhookId, secrets }] = sandbox.state.webhooks.values();
		const deliver = async (callId: string) =>
			(await sandbox.webhooks.deliver('call.ended', callId))[0];

		const oneByOne = seeded(fixture, 5);
		for (const callId of [...oneByOne, ...oneByOne]) expect(await deliver(callId)).toBe(204);
		await host.restart();
		// n8n 1 is ready a little before its triggers are.
		await waitFor('the trigger to listen again', async () =>
			(await deliver(oneByOne[0])) === 204 ? true : undefined,
		);
		for (const callId of oneByOne) expect(await deliver(callId)).toBe(204);
		expect(await executionCount(client, workflow)).toBe(oneByOne.length);
		// The webhook of before, not another one.
		expect([...sandbox.state.webhooks.values()]).toMatchObject([{ webhookId, secrets }]);

		const atOnce = seeded(fixture, AT_ONCE);
		await untilAcknowledged(fixture, [...atOnce, ...atOnce.slice(0, 20)]);
		// n8n 1 acknowledges before it stores the execution, so a restart then loses what it has in hand.
		if (isN8n1(fixture)) await untilHandled(fixture, oneByOne.length + AT_ONCE);
		await host.restart();
		await waitFor('the trigger to listen again', async () =>
			(await deliver(oneByOne[0])) === 204 ? true : undefined,
		);
		const fresh = seeded(fixture, 20);
		await untilAcknowledged(fixture, [...atOnce, ...fresh, ...fresh]);
		const all = [...oneByOne, ...atOnce, ...fresh].sort();
		expect(await untilHandled(fixture, all.length)).toEqual(all);
	}, 900_000);
});
