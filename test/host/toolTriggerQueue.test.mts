import {
	HostClient,
	type StoredCredential,
	type StoredWorkflow,
} from '../../scripts/host/client.mts';
import { type QueueHosts, startQueueHosts } from '../../scripts/host/queue.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { startSandbox } from '../../sandbox/index.ts';
import { sharedHosts } from './support/shared-hosts.mts';
import {
	fail,
	PUBLIC,
	respond,
	set,
	talk,
	toolWorkflow,
	waitFor as waitNode,
} from './support/toolWorkflows.mts';

const AT_ONCE = 50;
const MINUTES = 60_000;
const FALLBACK = { text: 'That did not work.', failed: false, reaction: 'speaks' };

jest.setTimeout(10 * MINUTES);

const echo = () => set('={{ { text: `Order ${$json.parameters.orderNumber}` } }}');

describe('the Ultravox Tool Trigger with n8n in queue mode: a main process, two workers, a webhook process', () => {
	let hosts: QueueHosts;
	let client: HostClient;
	let sandbox: Awaited<ReturnType<typeof startSandbox>>;
	let credential: StoredCredential;
	let agentId: string;
	let published: StoredWorkflow[] = [];

	beforeAll(async () => {
		const [{ tarball }] = sharedHosts();
		const log = (message: string) => console.log(message);
		hosts = await startQueueHosts({ tarball, publicUrl: `${PUBLIC}/`, log });
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
		sandbox.switches.webhookOrigin = hosts.webhooks.url;
		[agentId] = sandbox.state.agents.keys();
	});

	afterEach(async () => {
		for (const { id } of published.splice(0)) await client.deactivate(id);
	});

	afterAll(async () => {
		await client?.close();
		await hosts?.stop();
		await sandbox?.close();
	});

	const publish = async (parameters: object, ...nodes: Parameters<typeof toolWorkflow>[2][]) => {
		const file = toolWorkflow(credential, { agentIds: [agentId], ...parameters }, ...nodes);
		const workflow = await client.createWorkflow(file);
		published = [...published, workflow];
		await client.activate(workflow.id);
		return workflow;
	};
	const use = async (orderNumber = 'A12') =>
		await sandbox.tools.invoke({
			callId: talk(sandbox, agentId),
			tool: 'lookUpOrder',
			arguments: { orderNumber },
		});
	const statusOf = async ({ id }: StoredWorkflow) => (await client.untilExecuted(id, 1))[0].status;

	describe('a worker does the work, and the webhook process answers', () => {
		test('with what the last node gives', async () => {
			await publish({}, echo());
			expect(await use()).toMatchObject({ text: 'Order A12', failed: false });
		});

		test('with Tool: Respond, before the workflow has ended', async () => {
			const text = '=It is {{ $json.parameters.orderNumber }}';
			const options = { callState: '{ "known": true }', agentReaction: 'listens' };
			const workflow = await publish(
				{ responseMode: 'responseNode' },
				respond(credential, { text, options }),
				waitNode(1),
			);
			expect(await use()).toMatchObject({
				text: 'It is A12',
				callState: { known: true },
				reaction: 'listens',
			});
			expect(await statusOf(workflow)).toBe('success');
		});

		test('with a fixed text', async () => {
			const fixed = { responseMode: 'onReceived', responseText: 'Noted.' };
			const workflow = await publish(fixed, echo());
			expect(await use()).toMatchObject({ text: 'Noted.' });
			expect(await statusOf(workflow)).toBe('success');
		});
	});

	test('hangs up from a worker', async () => {
		await publish(
			{ responseMode: 'responseNode' },
			respond(credential, { responseType: 'hangUp', text: 'Goodbye!' }),
		);
		expect(await use()).toMatchObject({ failed: false, ended: true });
	});

	describe.each(['lastNode', 'responseNode'])(
		'says what the user chose, in the mode %s',
		(mode) => {
			test('when the workflow stops', async () => {
				const workflow = await publish({ responseMode: mode }, fail());
				expect(await use()).toMatchObject(FALLBACK);
				expect(await statusOf(workflow)).toBe('error');
			});

			test('when there is no answer', async () => {
				await publish({ responseMode: mode }, set('={{ [] }}'));
				expect(await use()).toMatchObject(FALLBACK);
			});

			test('when it is late', async () => {
				const workflow = await publish(
					{ responseMode: mode, options: { timeout: 2 } },
					waitNode(4),
					echo(),
				);
				expect(await use()).toMatchObject(FALLBACK);
				expect(await statusOf(workflow)).toBe('success');
			});
		},
	);

	test(`gives ${AT_ONCE} calls that use it at once each its own answer, never that of another`, async () => {
		await publish({ options: { timeout: 40 } }, echo());
		const numbers = Array.from({ length: AT_ONCE }, (_, index) => `N${index}`);
		const results = await Promise.all(numbers.map(use));
		// On a busy machine n8n 2.41 loses the answer of an execution that went well now and then, its own Webhook node's
		// too (2 of 400 beside 2 of 300 here); who waits for it is told the user's sentence.
		const answered = results.filter(({ text }) => text !== FALLBACK.text);
		expect(answered.length).toBeGreaterThan(AT_ONCE / 2);
		const own = numbers.filter((_, index) => answered.includes(results[index]));
		expect(answered.map(({ text }) => text)).toEqual(own.map((number) => `Order ${number}`));
	});

	test('says what the user chose when the worker is killed', async () => {
		const workflow = await publish({ options: { timeout: 10 } }, waitNode(6), echo());
		const pending = use();
		const victim = await waitFor('a worker to begin', async () =>
			hosts.workers.find(({ log }) => {
				const begun = (log().match(/Worker started execution \d+/g) ?? []).length;
				return begun > (log().match(/Worker finished execution \d+/g) ?? []).length;
			}),
		);
		await victim.kill();
		expect(await pending).toMatchObject(FALLBACK);
		await victim.restart();
		await waitFor('the execution to be given up', async () => {
			const [{ status }] = await client.untilExecuted(workflow.id, 1);
			return status !== 'success';
		});
	});

	test('the sandbox kept to its own contract', () => {
		expect(sandbox.violations).toEqual([]);
	});
});
