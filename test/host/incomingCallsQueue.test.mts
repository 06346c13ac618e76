import { startQueueHosts } from '../../scripts/host/queue.mts';
import { startProxy } from '../../scripts/host/proxy.mts';
import type { Service } from '../../scripts/host/services.mts';
import { incomingFixture, PROVIDERS, speaksWith } from './support/incomingFixture.mts';
import { answer, decide, PUBLIC_HOME } from './support/incomingWorkflows.mts';
import { sharedHosts } from './support/shared-hosts.mts';
import { fail, waitFor as waitNode } from './support/toolWorkflows.mts';

const AT_ONCE = 50;
const MINUTES = 60_000;

jest.setTimeout(10 * MINUTES);

describe('Incoming calls with n8n in queue mode behind a reverse proxy: a worker decides, the webhook process answers', () => {
	let mainProxy: Service;
	const fixture = incomingFixture(async () => {
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
			const workflow = await fixture.publish(
				provider,
				{},
				answer(fixture.accounts, fixture.agentId),
			);
			const secret = Buffer.alloc(32, 'somebody else').toString('base64');
			const forged = await fixture.call(provider, workflow, { secret });
			expect(forged.steps).toMatchObject([{ status: 403, body: '' }]);
			expect(fixture.seen(await fixture.call(provider, workflow))).toEqual(
				speaksWith(fixture.agentId),
			);
			await fixture.execution(workflow);
			expect(await fixture.executions(workflow)).toBe(1);
		},
	);

	test('a caller is sent away with a sentence', async () => {
		const parameters = { reason: 'message', text: 'We are closed.' };
		const workflow = await fixture.publish(
			'twilio',
			{},
			decide(fixture.accounts, 'reject', parameters),
		);
		expect(await fixture.call('twilio', workflow)).toMatchObject({ said: ['We are closed.'] });
	});

	test('a call about which the provider asks again runs and costs once', async () => {
		const workflow = await fixture.publish('twilio', {}, answer(fixture.accounts, fixture.agentId));
		const ask = async () => await fixture.call('twilio', workflow, { providerCallId: 'CAagain' });
		const results = [...(await Promise.all([ask(), ask()])), await ask()];
		expect(new Set(results.map(({ steps: [{ body }] }) => body)).size).toBe(1);
		expect(fixture.sandbox.state.calls.size).toBe(1);
		await fixture.execution(workflow);
		expect(await fixture.executions(workflow)).toBe(1);
	});

	test('an answer that got lost: the provider asks another process, and joins the same call', async () => {
		const workflow = await fixture.publish('twilio', {}, answer(fixture.accounts, fixture.agentId));
		const caller = { providerCallId: 'CAlost' };
		const lost = await fixture.askInVain('twilio', workflow, caller);
		expect(lost).toMatchObject({ status: 200, type: 'text/xml' });
		// The main process takes calls as well; it has not heard of this one.
		fixture.sandbox.switches.webhookOrigin = `http://127.0.0.1:${mainProxy.port}`;
		expect(fixture.seen(await fixture.call('twilio', workflow, caller))).toEqual(
			speaksWith(fixture.agentId),
		);
		await fixture.client.untilExecuted(workflow.id, 2);
		expect(fixture.sandbox.state.calls.size).toBe(1);
	});

	test('the Default Agent answers when the workflow stops, or is late', async () => {
		const stops = await fixture.publish('twilio', {}, fail());
		expect(fixture.seen(await fixture.call('twilio', stops))).toEqual(
			speaksWith(fixture.defaultAgent),
		);
		const steps = [waitNode(3), answer(fixture.accounts, fixture.agentId)];
		const late = await fixture.publish('twilio', { timeout: 1.5 }, ...steps);
		expect(fixture.seen(await fixture.call('twilio', late))).toEqual(
			speaksWith(fixture.defaultAgent),
		);
		expect((await fixture.execution(late)).error?.message).toMatch(/^This step came too late/);
	});

	test(`${AT_ONCE} calls at once each get the answer about their own caller`, async () => {
		const { accounts, agentId } = fixture;
		const workflow = await fixture.publish('twilio', {}, answer(accounts, agentId));
		const callers = Array.from({ length: AT_ONCE }, (_, index) => `+155512340${10 + index}`);
		const results = await Promise.all(
			callers.map(
				async (from) => await fixture.call('twilio', workflow, { from, limitMs: MINUTES }),
			),
		);
		// On a busy machine some may have been late, and are with the Default Agent then.
		const answered = results.flatMap(({ callId, outcome }, index) => {
			expect(outcome).toBe('speaks with an agent');
			const talk = fixture.talkOf(callId);
			return talk?.agentId === agentId ? [[callers[index], talk.knows]] : [];
		});
		expect(answered.length).toBeGreaterThan(0);
		for (const [phone, knows] of answered) expect(knows).toEqual({ phone });
	});

	test('the sandbox kept to its own contract', () => {
		expect(fixture.sandbox.violations).toEqual([]);
	});
});
