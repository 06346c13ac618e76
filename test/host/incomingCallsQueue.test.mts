import { startQueueHosts } from '../../scripts/host/queue.mts';
import { startProxy } from '../../scripts/host/proxy.mts';
import type { Service } from '../../scripts/host/services.mts';
import { incomingBench, PROVIDERS, speaksWith } from './support/incomingBench.mts';
import { answer, decide, PUBLIC_HOME } from './support/incomingWorkflows.mts';
import { sharedHosts } from './support/shared-hosts.mts';
import { fail, waitFor as waitNode } from './support/toolWorkflows.mts';

const AT_ONCE = 50;
const MINUTES = 60_000;

jest.setTimeout(10 * MINUTES);

describe('Incoming calls with n8n in queue mode behind a reverse proxy: a worker decides, the webhook process answers', () => {
	let mainProxy: Service;
	const bench = incomingBench(async () => {
		const [{ tarball }] = sharedHosts();
		const log = (message: string) => console.log(message);
		const hosts = await startQueueHosts({ tarball, publicUrl: PUBLIC_HOME, log });
		mainProxy = await startProxy(new URL(PUBLIC_HOME).pathname, hosts.main.url, log);
		return { editor: hosts.main.url, webhooks: hosts.webhooks.url, stop: hosts.stop };
	});
	afterAll(async () => await mainProxy?.stop());
	test.each(PROVIDERS)(
		'an agent answers a genuine call of %s, and no forged one',
		async (provider) => {
			const workflow = await bench.publish(provider, {}, answer(bench.accounts, bench.agentId));
			const secret = Buffer.alloc(32, 'somebody else').toString('base64');
			const forged = await bench.call(provider, workflow, { secret });
			expect(forged.steps).toMatchObject([{ status: 403, body: '' }]);
			expect(bench.seen(await bench.call(provider, workflow))).toEqual(speaksWith(bench.agentId));
			await bench.execution(workflow);
			expect(await bench.executions(workflow)).toBe(1);
		},
	);

	test('a caller is sent away with a sentence', async () => {
		const parameters = { reason: 'message', text: 'We are closed.' };
		const workflow = await bench.publish(
			'twilio',
			{},
			decide(bench.accounts, 'reject', parameters),
		);
		expect(await bench.call('twilio', workflow)).toMatchObject({ said: ['We are closed.'] });
	});

	test('a call about which the provider asks again runs and costs once', async () => {
		const workflow = await bench.publish('twilio', {}, answer(bench.accounts, bench.agentId));
		const ask = async () => await bench.call('twilio', workflow, { providerCallId: 'CAagain' });
		const results = [...(await Promise.all([ask(), ask()])), await ask()];
		expect(new Set(results.map(({ steps: [{ body }] }) => body)).size).toBe(1);
		expect(bench.sandbox.state.calls.size).toBe(1);
		await bench.execution(workflow);
		expect(await bench.executions(workflow)).toBe(1);
	});

	test('an answer that got lost: the provider asks another process, and joins the same call', async () => {
		const workflow = await bench.publish('twilio', {}, answer(bench.accounts, bench.agentId));
		const caller = { providerCallId: 'CAlost' };
		const lost = await bench.askInVain('twilio', workflow, caller);
		expect(lost).toMatchObject({ status: 200, type: 'text/xml' });
		// The main process takes calls as well; it has not heard of this one.
		bench.sandbox.switches.webhookOrigin = `http://127.0.0.1:${mainProxy.port}`;
		expect(bench.seen(await bench.call('twilio', workflow, caller))).toEqual(
			speaksWith(bench.agentId),
		);
		await bench.client.untilExecuted(workflow.id, 2);
		expect(bench.sandbox.state.calls.size).toBe(1);
	});

	test('the Default Agent answers when the workflow stops, or is late', async () => {
		const stops = await bench.publish('twilio', {}, fail());
		expect(bench.seen(await bench.call('twilio', stops))).toEqual(speaksWith(bench.defaultAgent));
		const steps = [waitNode(3), answer(bench.accounts, bench.agentId)];
		const late = await bench.publish('twilio', { timeout: 1.5 }, ...steps);
		expect(bench.seen(await bench.call('twilio', late))).toEqual(speaksWith(bench.defaultAgent));
		expect((await bench.execution(late)).error?.message).toMatch(/^This step came too late/);
	});

	test(`${AT_ONCE} calls at once each get the answer about their own caller`, async () => {
		const { accounts, agentId } = bench;
		const workflow = await bench.publish('twilio', {}, answer(accounts, agentId));
		const callers = Array.from({ length: AT_ONCE }, (_, index) => `+155512340${10 + index}`);
		const results = await Promise.all(
			callers.map(async (from) => await bench.call('twilio', workflow, { from, limitMs: MINUTES })),
		);
		// On a busy machine some may have been late, and are with the Default Agent then.
		const answered = results.flatMap(({ callId, outcome }, index) => {
			expect(outcome).toBe('speaks with an agent');
			const talk = bench.talkOf(callId);
			return talk?.agentId === agentId ? [[callers[index], talk.knows]] : [];
		});
		expect(answered.length).toBeGreaterThan(0);
		for (const [phone, knows] of answered) expect(knows).toEqual({ phone });
	});

	test('the sandbox kept to its own contract', () => {
		expect(bench.sandbox.violations).toEqual([]);
	});
});
