import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { HostClient, type StoredCredential } from '../../scripts/host/client.mts';
import type { Host } from '../../scripts/host/host.mts';
import { type QueueHosts, startQueueHosts } from '../../scripts/host/queue.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { startSandbox } from '../../sandbox/index.ts';
import { sharedHosts } from './support/shared-hosts.mts';
import { chain, items, ultravox, webhook } from './support/workflows.mts';

const UPDATES = 200;
const BATCH_ROWS = 1_000;
const DELIVERIES = 500;
/** Requests that are under way at once; a busy machine answers no more in time. */
const AT_ONCE = 25;
const INTERRUPTED_RUNS = 30;
const MINUTES = 60_000;
const TRIGGER = 'Ultravox Trigger';

jest.setTimeout(10 * MINUTES);

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const row = (index: number) => `row${String(index)}`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index));

async function inGroups<T>(all: T[], work: (one: T) => Promise<unknown>): Promise<void> {
	for (let start = 0; start < all.length; start += AT_ONCE) {
		await Promise.all(all.slice(start, start + AT_ONCE).map(work));
	}
}

/** IDs of the executions that a worker has finished, from its own log. */
const finishedBy = (worker: Host) =>
	[...worker.log().matchAll(/Worker finished execution (\d+)/g)].map(([, id]) => id);

describe('n8n in queue mode: a main process, two workers, a webhook process', () => {
	let hosts: QueueHosts;
	let client: HostClient;
	let sandbox: Awaited<ReturnType<typeof startSandbox>>;
	let credential: StoredCredential;

	beforeAll(async () => {
		const [{ tarball }] = sharedHosts();
		hosts = await startQueueHosts({ tarball, log: (message) => console.log(message) });
		sandbox = await startSandbox();
		client = new HostClient(hosts.main.url);
		await client.setUpOwner();
		credential = await client.createCredential({
			name: 'Ultravox',
			type: 'ultravoxApi',
			data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		});
	});

	beforeEach(() => {
		sandbox.reset();
		sandbox.seedConfig('twilio');
	});

	afterAll(async () => {
		await client?.close();
		await hosts?.stop();
		await sandbox?.close();
	});

	const sent = (method: string, path: RegExp) =>
		sandbox.requests.filter((entry) => entry.method === method && path.test(entry.path));
	const patches = () => sent('PATCH', /telephony_configs\/twilio$/);
	const mappedTo = (name: string) => ({ requestContextMapping: { From: `user.${name}` } });
	const agent = () => [...sandbox.state.agents.keys()][0];

	const node = (name: string, parameters: Record<string, unknown>) => ({
		...ultravox(parameters, [credential]),
		name,
	});
	const update = () =>
		node('Update', {
			mappingMode: 'replace',
			requestContextMapping: {
				mappings: [{ requestField: 'From', contextField: '=user.{{ $json.body.row }}' }],
			},
		});

	/** A published workflow that starts with a webhook. @returns its ID, and how to start it. */
	const published = async (name: string, ...nodes: Parameters<typeof chain>[1][]) => {
		const path = randomUUID();
		const { id } = await client.createWorkflow(chain(name, webhook(path), ...nodes));
		await client.activate(id);
		const start = async (body: object) => {
			const answer = await request(`${hosts.webhooks.url}/webhook/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			await answer.body.dump();
			expect(answer.statusCode).toBe(200);
		};
		return { id, start };
	};

	const count = async (workflowId: string, status?: string[]) => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const list = await client.call<{
			count: number;
			results: Array<{ id: string; status: string }>;
		}>('GET', `/executions?filter=${filter}&limit=100`);
		return { count: list.count, ids: list.results.map(({ id }) => String(id)) };
	};
	const untilSucceeded = async (workflowId: string, expected: number) => {
		await waitFor(`${expected} executions`, async () => {
			const { count: ended } = await count(workflowId, ['success', 'error', 'crashed', 'canceled']);
			return ended >= expected;
		});
		expect(await count(workflowId, ['success'])).toMatchObject({ count: expected });
		expect(await count(workflowId)).toMatchObject({ count: expected });
	};

	test(`${UPDATES} updates and a batch are spread over both workers, and all arrive`, async () => {
		const updates = await published('Updates', update());
		const batch = await published(
			'Batch',
			...items(Array.from({ length: BATCH_ROWS }, (_, index) => ({ id: row(index), index }))),
			node('Create', {
				resource: 'callBatch',
				operation: 'create',
				agentId: byId(agent()),
				to: '=+1555{{ 1000000 + $json.index }}',
				from: '+15559876543',
				rowId: '={{ $json.id }}',
			}),
		);
		const names = rows(UPDATES);
		const before = hosts.workers.map((worker) => finishedBy(worker).length);

		await inGroups(names.slice(0, UPDATES / 2), async (name) => await updates.start({ row: name }));
		await batch.start({});
		await inGroups(names.slice(UPDATES / 2), async (name) => await updates.start({ row: name }));
		await untilSucceeded(updates.id, UPDATES);
		await untilSucceeded(batch.id, 1);

		const bodies = patches().map(({ body }) => body);
		expect(bodies).toHaveLength(UPDATES);
		expect(new Set(bodies.map((body) => JSON.stringify(body)))).toEqual(
			new Set(names.map((name) => JSON.stringify(mappedTo(name)))),
		);
		expect(sandbox.state.configs.twilio).toMatchObject(bodies.at(-1) as object);
		expect(sent('POST', /call_?batch|batches/)).toHaveLength(1);
		const [stored] = [...sandbox.state.batches.values()];
		expect(stored).toMatchObject({ agentId: agent() });
		expect(stored.calls).toHaveLength(BATCH_ROWS);

		const finished = hosts.workers.map((worker, index) => finishedBy(worker).slice(before[index]));
		expect(new Set(finished.flat()).size).toBe(UPDATES + 1);
		// Neither is left out; how even the shares are is up to the queue.
		for (const share of finished) expect(share.length).toBeGreaterThan(UPDATES / 10);
	});

	describe(`the ${TRIGGER}`, () => {
		/** Trigger → Get Call, so that the account's log tells which call's workflow has run, and how often. */
		const listening = async () => {
			const trigger = {
				...node(TRIGGER, {}),
				type: 'n8n-nodes-ultravox.ultravoxTrigger',
				webhookId: randomUUID(),
				parameters: { events: ['call.ended'], options: {} },
			};
			const get = node('Get', {
				resource: 'call',
				operation: 'get',
				callId: byId('={{ $json.call.callId }}'),
			});
			const { id } = await client.createWorkflow(chain('Events', trigger, get));
			await client.activate(id);
			const [registered] = sandbox.state.webhooks.values();
			return { id, registered };
		};
		const handled = () =>
			sent('GET', /^\/api\/calls\/[^/]+$/)
				.map(({ path }) => path.split('/').at(-1) ?? '')
				.sort();
		const seeded = (many: number) => sandbox.calls.seed(many).map(({ callId }) => callId);
		/** As Ultravox does: what has not been acknowledged is delivered again. */
		const deliver = async (callId: string, target: { url?: string; secrets?: string[] } = {}) => {
			for (let tries = 1; tries <= 10; tries++) {
				const [status] = await sandbox.webhooks.deliver('call.ended', callId, target);
				if (status === 204) return;
			}
			throw new Error(`The delivery of ${callId} was not acknowledged.`);
		};

		test(`takes ${DELIVERIES} deliveries at the webhook process, none lost and none twice`, async () => {
			const { id, registered } = await listening();
			expect(registered.url).toMatch(new RegExp(`^${hosts.webhooks.url}/webhook/`));
			const calls = seeded(DELIVERIES);
			const twice = new Set(calls.slice(0, 50));

			// Some come twice at the same moment, and some again when they have been taken.
			await inGroups(calls, async (callId) => {
				const copies = twice.has(callId) ? [callId, callId] : [callId];
				await Promise.all(copies.map(async (copy) => await deliver(copy)));
			});
			await inGroups(calls.slice(-100), async (callId) => await deliver(callId));
			await untilSucceeded(id, DELIVERIES);
			expect(handled()).toEqual([...calls].sort());

			// The main process has not seen any of them; what n8n has stored tells it.
			const other = {
				url: registered.url.replace(hosts.webhooks.url, hosts.main.url),
				secrets: registered.secrets,
			};
			await inGroups(calls.slice(0, 50), async (callId) => await deliver(callId, other));
			const [last] = seeded(1);
			await deliver(last, other);
			await waitFor('the last one', async () => handled().includes(last));
			await waitFor('the queue to run dry', async () => {
				const { count: running } = await count(id, ['new', 'running']);
				return running === 0;
			});
			expect(handled()).toEqual([...calls, last].sort());
			await client.deactivate(id);
		});
	});

	test('a call that is waited for keeps no worker, and goes on in any of them', async () => {
		const { id, start } = await published(
			'Wait',
			node('Wait for Call', {
				resource: 'call',
				operation: 'createAndWait',
				agentId: byId(agent()),
				to: '={{ $json.body.phone }}',
				from: '+15559876543',
				includeTranscript: true,
			}),
		);
		const many = 20;
		const phones = Array.from({ length: many }, (_, index) => `+1555000${1000 + index}`);
		await inGroups(phones, async (phone) => await start({ phone }));
		// More than the workers can hold at once, so they let go of those that wait.
		await waitFor('all to wait', async () => (await count(id, ['waiting'])).count === many);

		sandbox.switches.deliverWebhooks = true;
		for (const callId of sandbox.state.calls.keys()) sandbox.calls.end(callId);
		await sandbox.calls.settled();
		for (let tries = 0; tries < 10; tries++) await sandbox.clock.advance(3_600);
		await untilSucceeded(id, many);

		const outputs = await Promise.all(
			(await count(id)).ids.map(async (execution) => {
				const { runs } = await client.execution(execution);
				return runs['Wait for Call'][0].data?.main?.[0]?.[0].json;
			}),
		);
		expect(outputs.map((output) => output?.timedOut)).toEqual(phones.map(() => false));
		expect(outputs.map((output) => output?.to).sort()).toEqual(phones);
		await client.deactivate(id);
	});

	test('a worker that is killed loses nothing but what it had in hand, and that can be run again', async () => {
		const { id, start } = await published(
			'Interrupted',
			update(),
			node('Call', {
				resource: 'call',
				operation: 'create',
				agentId: byId(agent()),
				medium: 'webRtc',
				additionalFields: { deduplicationKey: "={{ $('Webhook').item.json.body.row }}" },
			}),
		);
		const names = rows(INTERRUPTED_RUNS);
		const isCreation = /\/calls$/;
		// Long enough to be interrupted; the request takes effect though nobody is left to hear of it.
		sandbox.faults.add({ method: 'POST', path: isCreation, delayMs: 4_000, times: 1_000 });
		const [survivor, victim] = hosts.workers;
		const begunBy = ({ log }: Host) =>
			[...log().matchAll(/Worker started execution (\d+)/g)].map(([, started]) => started);
		const inHand = () => {
			const done = new Set(finishedBy(victim));
			return begunBy(victim).filter((started) => !done.has(started));
		};
		await inGroups(names, async (name) => await start({ row: name }));
		await waitFor('both workers to be in the middle of it', async () => {
			return inHand().length >= 3 && sent('POST', isCreation).length >= 6;
		});
		await victim.kill();
		const cut = inHand();
		console.log(`killed with ${String(cut.length)} of ${INTERRUPTED_RUNS} executions in hand`);
		sandbox.faults.clear();

		await waitFor('every execution to end', async () => {
			const { count: ended } = await count(id, ['success', 'error', 'crashed']);
			return ended === INTERRUPTED_RUNS;
		});
		const succeeded = await count(id, ['success']);
		const { ids: stopped } = await count(id, ['error', 'crashed']);
		// What waited in the queue was done by the other one; what was cut off is shown as such.
		expect(stopped.sort()).toEqual(cut.sort());
		expect(succeeded.count).toBe(INTERRUPTED_RUNS - cut.length);
		expect([survivor, victim].flatMap(finishedBy)).toEqual(expect.arrayContaining(succeeded.ids));

		// n8n keeps no input of an execution that was cut off, so whoever started it has to start it again;
		// who does not know which ones those are starts all of them.
		const first = sandbox.requests.length;
		await inGroups(names, async (name) => await start({ row: name }));
		await waitFor('the second run to end', async () => {
			const { count: done } = await count(id, ['success']);
			return done === succeeded.count + INTERRUPTED_RUNS;
		});

		const again = sandbox.requests.slice(first);
		const updates = again.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
		expect(updates).toHaveLength(INTERRUPTED_RUNS);
		expect(updates).toEqual(expect.arrayContaining(names.map(mappedTo)));
		const dialled = again.filter(({ method }) => method === 'POST').length;
		console.log(`second run: ${String(updates.length)} updates, ${String(dialled)} calls created`);
		// Whoever was called before the crash is not called again.
		expect(dialled).toBeLessThanOrEqual(cut.length);
		const keys = [...sandbox.state.calls.values()].flatMap(({ metadata }) =>
			Object.values(metadata),
		);
		expect(keys.sort()).toEqual([...names].sort());
	});

	test('the sandbox kept to its own contract', () => {
		expect(sandbox.violations).toEqual([]);
	});
});
