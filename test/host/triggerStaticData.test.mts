/** What other parts of a workflow do to n8n's static data, and what becomes of the trigger then. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { HostClient, type StoredCredential } from '../../scripts/host/client.mts';
import { type QueueHosts, startQueueHosts } from '../../scripts/host/queue.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { startSandbox } from '../../sandbox/index.ts';
import { onEachHost } from './support/on-each-host.mts';
import { readHostLog, sharedHosts } from './support/shared-hosts.mts';
import { chain, ultravox, webhook } from './support/workflows.mts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const TRIGGER = 'Ultravox Trigger';
const POLLER = 'RSS Feed Trigger';

const trigger = (credential: StoredCredential, parameters: object = {}) => ({
	...ultravox({}, [credential]),
	name: TRIGGER,
	type: 'n8n-nodes-ultravox.ultravoxTrigger',
	webhookId: randomUUID(),
	parameters: { events: ['call.ended'], options: { summaryWait: 0 }, ...parameters },
});

const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 200],
	parameters,
});

/** n8n refuses times that come more often than once a minute, but takes as many times as one likes. */
const EVERY_TWO_SECONDS = Array.from({ length: 30 }, (_, index) => ({
	mode: 'custom',
	cronExpression: `${index * 2} * * * * *`,
}));

/** A polling trigger that has something new each time, so that n8n saves its static data each time. */
const poller = (feedUrl: string) =>
	node(POLLER, 'n8n-nodes-base.rssFeedReadTrigger', 1, {
		feedUrl,
		pollTimes: { item: EVERY_TWO_SECONDS },
	});

const noOp = (name: string) => node(name, 'n8n-nodes-base.noOp', 1, {});

/** The trigger and the poller side by side, each with a node after it. */
function besidePoller(credential: StoredCredential, feedUrl: string) {
	const events = chain(`Static data ${randomUUID()}`, trigger(credential), noOp('Event'));
	const polls = chain('', poller(feedUrl), noOp('News'));
	return {
		...events,
		nodes: [...events.nodes, ...polls.nodes],
		connections: { ...events.connections, ...polls.connections },
	};
}

/** A feed whose only entry is always a new one. */
async function startFeed(): Promise<{ url: string; polls: () => number; server: Server }> {
	let count = 0;
	const server = createServer((_, response) => {
		count += 1;
		const date = new Date(Date.now() + count * 60_000).toUTCString();
		response.setHeader('content-type', 'application/rss+xml');
		response.end(
			`<rss version="2.0"><channel><title>News</title><item><title>${count}</title><pubDate>${date}</pubDate></item></channel></rss>`,
		);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}/`, polls: () => count, server };
}

interface StaticData {
	[name: string]: Record<string, unknown> | undefined;
}

const storedFor = async (client: HostClient, id: string) => {
	const { staticData } = await client.call<{ staticData: StaticData | string | null }>(
		'GET',
		`/workflows/${id}`,
	);
	const data = typeof staticData === 'string' ? (JSON.parse(staticData) as StaticData) : staticData;
	return data?.[`node:${TRIGGER}`];
};

const callOf = (sandbox: Sandbox) => sandbox.calls.seed(1)[0].callId;

const secretsOf = (sandbox: Sandbox) => [...sandbox.state.webhooks.values()][0]?.secrets ?? [];

/** Executions that the trigger has started. */
const started = async (client: HostClient, id: string) => {
	const ids = await client.endedExecutions(id);
	const executions = await Promise.all(ids.map(async (one) => await client.execution(one)));
	return executions.filter(({ runs }) => runs[TRIGGER] !== undefined);
};

onEachHost('Ultravox Trigger beside others that save static data', (fixture) => {
	let feed: Awaited<ReturnType<typeof startFeed>>;
	let id: string | undefined;

	beforeAll(async () => {
		feed = await startFeed();
	});
	afterEach(async () => {
		if (id) await fixture.client.deactivate(id);
		id = undefined;
	});
	afterAll(() => {
		feed?.server.closeAllConnections();
		feed?.server.close();
	});

	const deliver = async (callId: string, options = {}) =>
		(await fixture.sandbox.webhooks.deliver('call.ended', callId, options))[0];

	test('goes on while a polling trigger writes old data over them', async () => {
		const { client, sandbox } = fixture;
		const workflow = await client.createWorkflow(besidePoller(fixture.ultravox, feed.url));
		id = workflow.id;
		await client.activate(workflow.id);
		const [first] = secretsOf(sandbox);
		const seen = async () => (await storedFor(client, workflow.id))?.seen;

		const calls: string[] = [];
		// Until the poller has taken away what a delivery has written.
		await waitFor('the static data to be overwritten', async () => {
			const callId = callOf(sandbox);
			expect(await deliver(callId)).toBe(204);
			calls.push(callId);
			const polls = feed.polls();
			await waitFor('two polls', async () => feed.polls() >= polls + 2);
			return (await seen()) === undefined || undefined;
		});
		expect(await deliver(callOf(sandbox), { secrets: ['guessed'] })).toBe(401);

		// A rotation, after which the poller brings back what was there before.
		const stored = await client.workflow(workflow.id);
		const nodes = stored.nodes.map((one) =>
			one.name === TRIGGER
				? {
						...one,
						parameters: { events: ['call.ended'], options: { summaryWait: 0, secretVersion: 2 } },
					}
				: one,
		);
		await client.republish(workflow.id, nodes);
		const [second, previous] = secretsOf(sandbox);
		expect(previous).toBe(first);
		const polls = feed.polls();
		await waitFor('two polls', async () => feed.polls() >= polls + 2);
		for (const secrets of [[second], [first]]) {
			const callId = callOf(sandbox);
			expect(await deliver(callId, { secrets })).toBe(204);
			calls.push(callId);
		}
		// What it has had starts nothing, though n8n has forgotten it.
		for (const callId of calls) expect(await deliver(callId)).toBe(204);
		await waitFor('every event', async () => {
			return (await started(client, workflow.id)).length >= calls.length || undefined;
		});
		expect(await started(client, workflow.id)).toHaveLength(calls.length);
	});

	test('goes on after an execution that began earlier has saved what it had', async () => {
		const { client, sandbox } = fixture;
		const path = randomUUID();
		let release = () => {};
		const gate = createServer((_, response) => {
			release = () => response.end('{}');
		});
		await once(gate.listen(0, '127.0.0.1'), 'listening');
		try {
			const { port } = gate.address() as AddressInfo;
			const slow = chain(
				`Slow ${randomUUID()}`,
				webhook(path),
				node('Code', 'n8n-nodes-base.code', 2, {
					jsCode: `$getWorkflowStaticData('global').begun = Date.now(); return $input.all();`,
				}),
				node('Wait Here', 'n8n-nodes-base.httpRequest', 4.2, {
					url: `http://127.0.0.1:${port}/`,
					options: {},
				}),
			);
			const workflow = await client.createWorkflow(slow);
			id = workflow.id;
			await client.activate(workflow.id);
			const answer = await request(`${fixture.host.url}/webhook/${path}`, { method: 'POST' });
			await answer.body.dump();
			const waits = new Promise<void>((resolve) => gate.once('request', () => resolve()));
			await waits;

			const stored = await client.workflow(workflow.id);
			await client.republish(workflow.id, [...stored.nodes, trigger(fixture.ultravox)]);
			const data = async () => await storedFor(client, workflow.id);
			await waitFor('the registration to be saved', async () => (await data()) ?? undefined);
			release();
			await waitFor('it to be overwritten', async () => {
				return (await data()) === undefined ? true : undefined;
			});

			expect(await deliver(callOf(sandbox))).toBe(204);
			expect(await deliver(callOf(sandbox), { secrets: ['guessed'] })).toBe(401);
			await client.untilExecuted(workflow.id, 2);
			expect(await started(client, workflow.id)).toHaveLength(1);
		} finally {
			gate.closeAllConnections();
			gate.close();
		}
	});

	test('a credential that needs an item is refused when the workflow is published', async () => {
		const credential = await fixture.client.createCredential({
			name: `Per item ${randomUUID()}`,
			type: 'ultravoxApi',
			data: { apiKey: '={{ $json.key }}', baseUrl: fixture.sandbox.url },
		});
		const workflow = await fixture.client.createWorkflow(
			chain(`Per item ${randomUUID()}`, trigger(credential)),
		);
		id = workflow.id;
		await expect(fixture.client.activate(workflow.id)).rejects.toThrow(
			/Ultravox API credential: it has an expression that needs the data of an item/,
		);
	});

	test('an execution that fails keeps no secret of the call', async () => {
		const { client, sandbox } = fixture;
		const options = { summaryWait: 0, includeTranscript: true, maxRetries: 0 };
		const workflow = await client.createWorkflow(
			chain(`Fails ${randomUUID()}`, trigger(fixture.ultravox, { simplify: false, options })),
		);
		id = workflow.id;
		await client.activate(workflow.id);
		sandbox.faults.add({ path: /messages/, status: 403, body: { detail: 'Not allowed.' } });
		const secret = `secret${randomUUID()}`;
		const callId = callOf(sandbox);
		const call = {
			callId,
			callbacks: { ended: { url: 'https://x.example.com', secrets: [secret] } },
			medium: { sip: { outgoing: { to: 'sip:ada@example.com', password: secret } } },
			dataConnectionConfig: { headers: { authorization: secret } },
		};
		expect(await deliver(callId, { body: { event: 'call.ended', call } })).toBe(204);
		const [execution] = await client.untilExecuted(workflow.id);
		expect(execution.status).toBe('error');
		expect(execution.raw).toContain(callId);
		expect(execution.raw).not.toContain(secret);
		expect(readHostLog(fixture.host)).not.toContain(secret);
	});
});

describe('Ultravox Trigger in queue mode, with a webhook process of its own', () => {
	let hosts: QueueHosts;
	let client: HostClient;
	let sandbox: Sandbox;
	let credential: StoredCredential;
	let feed: Awaited<ReturnType<typeof startFeed>>;

	beforeAll(async () => {
		const [{ tarball }] = sharedHosts();
		hosts = await startQueueHosts({ tarball, log: (message) => console.log(message) });
		sandbox = await startSandbox();
		feed = await startFeed();
		client = new HostClient(hosts.main.url);
		await client.setUpOwner();
		credential = await client.createCredential({
			name: 'Ultravox',
			type: 'ultravoxApi',
			data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		});
	});

	afterAll(async () => {
		feed?.server.closeAllConnections();
		feed?.server.close();
		await client?.close();
		await hosts?.stop();
		await sandbox?.close();
	});

	test('goes on with static data lost, another key of the account, and after a restart', async () => {
		const workflow = await client.createWorkflow(besidePoller(credential, feed.url));
		await client.activate(workflow.id);
		const [first] = secretsOf(sandbox);
		const deliver = async (secrets: string[]) =>
			(await sandbox.webhooks.deliver('call.ended', callOf(sandbox), { secrets }))[0];

		const polls = feed.polls();
		await waitFor('three polls', async () => feed.polls() >= polls + 3);
		expect(await deliver([first])).toBe(204);
		expect(await deliver(['guessed'])).toBe(401);

		const { id, name, type } = credential;
		const data = { apiKey: sandbox.secondApiKey, baseUrl: sandbox.url };
		await client.call('PATCH', `/credentials/${id}`, { name, type, data });
		// The process that runs on reads the credential again after a minute, and has the webhook changed.
		await waitFor('the new secret', async () => {
			expect(await deliver([first])).toBe(204);
			return secretsOf(sandbox)[0] === first ? undefined : true;
		});
		const [second, previous] = secretsOf(sandbox);
		expect(previous).toBe(first);
		await hosts.webhooks.restart();
		const before = sandbox.requests.length;
		expect(await deliver([second])).toBe(204);
		expect(sandbox.requests).toHaveLength(before);
		expect(await deliver([first])).toBe(204);
		expect(await deliver(['guessed'])).toBe(401);
		await client.deactivate(workflow.id);
	});

	test('the sandbox kept to its own contract', () => {
		expect(sandbox.violations).toEqual([]);
	});
});
