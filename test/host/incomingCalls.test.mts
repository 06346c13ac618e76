import type { StoredCredential } from '../../scripts/host/client.mts';
import { startHost } from '../../scripts/host/host.mts';
import { readExample } from '../../scripts/host/examples.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { incomingFixture, PROVIDERS, speaksWith } from './support/incomingFixture.mts';
import {
	addressOf,
	agent,
	answer,
	decide,
	INCOMING_TRIGGER,
	PROXY_ENV,
} from './support/incomingWorkflows.mts';
import { sharedHosts } from './support/shared-hosts.mts';
import { fail, set, waitFor as waitNode } from './support/toolWorkflows.mts';

const AT_ONCE = 50;
const CALLER = '+15551230007';
const MINUTES = 60_000;
const ERROR = 'hears that an application error has occurred';

jest.setTimeout(5 * MINUTES);

const used = (...credentials: StoredCredential[]) =>
	Object.fromEntries(credentials.map(({ id, name, type }) => [type, { id, name }]));

describe.each(sharedHosts())('Incoming calls on n8n $version, behind a reverse proxy', (shared) => {
	const fixture = incomingFixture(async () => {
		const { version, tarball } = shared;
		const n8n = await startHost({ version, tarball, env: PROXY_ENV });
		return { editor: n8n.url, webhooks: n8n.url, stop: n8n.stop, kill: n8n.kill };
	});

	describe.each(PROVIDERS)('of %s', (provider) => {
		test('an agent answers that knows the caller; the output says who calls whom', async () => {
			const workflow = await fixture.publish(
				provider,
				{},
				answer(fixture.accounts, fixture.agentId),
			);
			const result = await fixture.call(provider, workflow, {
				from: CALLER,
				query: '?line=north%20side&x=1',
				form: { FromCity: 'Zürich', FromCountry: 'CH' },
			});
			expect(fixture.seen(result)).toEqual(speaksWith(fixture.agentId));
			expect(fixture.talkOf(result.callId)?.knows).toEqual({ phone: CALLER });
			const { status, mode, runs, raw } = await fixture.execution(workflow);
			expect({ status, mode }).toEqual({ status: 'success', mode: 'webhook' });
			const json = runs[INCOMING_TRIGGER][0].data?.main?.[0]?.[0].json;
			expect(json).toMatchObject({
				from: CALLER,
				to: expect.stringMatching(/^\+1555\d{7}$/),
				direction: 'incoming',
				provider,
				providerCallId: result.providerCallId,
				...(provider === 'plivo' ? {} : { city: 'Zürich', country: 'CH' }),
				request: expect.objectContaining({ CallStatus: 'ringing' }),
			});
			for (const { authToken, apiKey } of [
				fixture.sandbox.state.phoneProviders[provider].account,
			]) {
				for (const secret of [authToken, apiKey]) if (secret) expect(raw).not.toContain(secret);
			}
			expect(runs.Decide[0].data?.main?.[0]?.[0].json).toMatchObject({
				callId: result.callId,
				from: CALLER,
			});
			const call = fixture.sandbox.state.calls.get(result.callId ?? '');
			expect(call?.metadata.n8nDeduplicationKey).toContain(result.providerCallId);
			// Plivo tells the end to the same address.
			const over = await fixture.sandbox.incoming.hangUp(result);
			if (over) expect(over).toMatchObject({ status: 200, type: 'text/xml' });
			expect(await fixture.executions(workflow)).toBe(1);
		});

		test('nothing forged, changed, unsigned or from another address comes in, and nobody learns why', async () => {
			const workflow = await fixture.publish(
				provider,
				{},
				answer(fixture.accounts, fixture.agentId),
			);
			const genuine = await fixture.call(provider, workflow);
			const other = Buffer.alloc(32, 'somebody else').toString('base64');
			const forged: Parameters<typeof fixture.call>[2][] = [
				{ secret: other },
				{
					onTheWay: (sent) => ({
						...sent,
						headers: { 'content-type': sent.headers['content-type'] },
					}),
				},
				{ onTheWay: (sent) => ({ ...sent, body: sent.body.replace('5551230000', '5551230001') }) },
				{ onTheWay: (sent) => ({ ...sent, body: `${sent.body}&CallStatus=ringing2` }) },
				...(provider === 'telnyx'
					? [{ signedAt: Date.now() - 6 * MINUTES }, { signedAt: Date.now() + 6 * MINUTES }]
					: [{ onTheWay: (sent: { url: string }) => ({ ...sent, url: `${sent.url}?more=1` }) }]),
			] as Parameters<typeof fixture.call>[2][];
			for (const change of forged) {
				const { outcome, steps } = await fixture.call(provider, workflow, change);
				expect({ outcome, steps }).toMatchObject({
					outcome: ERROR,
					steps: [{ status: 403, body: '' }],
				});
			}
			expect(fixture.seen(genuine)).toEqual(speaksWith(fixture.agentId));
			await fixture.execution(workflow);
			expect(await fixture.executions(workflow)).toBe(1);
		});

		test('a call about which the provider asks again, at once and later, runs and costs once', async () => {
			const workflow = await fixture.publish(
				provider,
				{},
				answer(fixture.accounts, fixture.agentId),
			);
			const providerCallId = `again-${provider}`;
			const ask = async () => await fixture.call(provider, workflow, { providerCallId });
			const atOnce = await Promise.all([ask(), ask(), ask()]);
			const { steps } = await ask();
			const replayed = await fixture.sandbox.incoming.replay(steps[0].request);
			const answers = [...atOnce.map((result) => result.steps[0]), steps[0], replayed];
			expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
			expect(atOnce.filter(({ outcome }) => outcome === 'speaks with an agent')).toHaveLength(1);
			expect(fixture.sandbox.state.calls.size).toBe(1);
			await fixture.execution(workflow);
			expect(await fixture.executions(workflow)).toBe(1);
		});

		test('the Default Agent answers when the workflow stops', async () => {
			const stops = await fixture.publish(provider, {}, fail());
			expect(fixture.seen(await fixture.call(provider, stops))).toEqual(
				speaksWith(fixture.defaultAgent),
			);
			expect((await fixture.execution(stops)).status).toBe('error');
		});
	});

	test('a caller is put through, or sent away', async () => {
		const forward = decide(fixture.accounts, 'forward', { to: '+1 (555) 123-9999' });
		const result = await fixture.call('twilio', await fixture.publish('twilio', {}, forward));
		expect(result).toMatchObject({
			outcome: 'is put through',
			forwardedTo: '+15551239999',
		});
		const text = 'Tom & Zoë are out. <Call> "later"!';
		const reason = `={{ $json.from === "${CALLER}" ? "message" : "busy" }}`;
		const reject = decide(fixture.accounts, 'reject', { reason, text });
		const rejects = await fixture.publish('twilio', {}, reject);
		expect((await fixture.call('twilio', rejects)).outcome).toBe('hears the busy tone');
		expect(await fixture.call('twilio', rejects, { from: CALLER })).toMatchObject({
			outcome: 'is hung up on',
			said: [text],
		});
		expect(fixture.sandbox.state.calls.size).toBe(0);
	});

	test('the Default Agent answers when nothing is decided, or the agent is gone', async () => {
		const silent = await fixture.publish('twilio', {}, set('={{ { noted: true } }}'));
		expect(fixture.seen(await fixture.call('twilio', silent))).toEqual(
			speaksWith(fixture.defaultAgent),
		);
		expect((await fixture.execution(silent)).status).toBe('success');
		const unable = await fixture.publish('twilio', {}, answer(fixture.accounts, fixture.agentId));
		fixture.sandbox.state.agents.delete(fixture.agentId);
		expect(fixture.seen(await fixture.call('twilio', unable))).toEqual(
			speaksWith(fixture.defaultAgent),
		);
		expect((await fixture.execution(unable)).status).toBe('error');
	});

	test('the Default Agent answers when the workflow is late; the step says so and makes no call', async () => {
		const steps = [waitNode(3), answer(fixture.accounts, fixture.agentId)];
		const workflow = await fixture.publish('twilio', { timeout: 1.5 }, ...steps);
		expect(fixture.seen(await fixture.call('twilio', workflow))).toEqual(
			speaksWith(fixture.defaultAgent),
		);
		const { error } = await fixture.execution(workflow);
		expect(error?.message).toMatch(/^This step came too late/);
		expect(fixture.sandbox.state.calls.size).toBe(1);
	});

	test('a Default Agent that may not take calls leaves the caller with an error, or the fallback', async () => {
		const workflow = await fixture.publish('twilio', {}, fail());
		fixture.sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [fixture.agentId] });
		expect(await fixture.call('twilio', workflow)).toMatchObject({ outcome: ERROR });
		const fallback = fixture.agentAddress(fixture.agentId);
		const result = await fixture.call('twilio', workflow, { fallback });
		expect(fixture.seen(result)).toEqual(speaksWith(fixture.agentId));
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
		const outcomes = results.map(({ outcome }) => outcome);
		expect(new Set(outcomes)).toEqual(new Set(['speaks with an agent']));
		// On a busy machine some may have been late, and are with the Default Agent then.
		const knowing = results.map(({ callId }) => fixture.talkOf(callId)?.knows);
		const own = callers.map((phone) => ({ phone }));
		expect(knowing.some((knows) => Object.keys(knows as object).length > 0)).toBe(true);
		expect(knowing.filter((knows) => Object.keys(knows as object).length > 0)).toEqual(
			own.filter((_, index) => Object.keys(knowing[index] as object).length > 0),
		);
		await fixture.client.untilExecuted(workflow.id, AT_ONCE);
		expect(await fixture.executions(workflow)).toBe(AT_ONCE);
	});

	test('in a test run the test URL answers, once', async () => {
		const workflow = await fixture.publish('twilio', {}, answer(fixture.accounts, fixture.agentId));
		const listening = await fixture.client.startRun(workflow, INCOMING_TRIGGER);
		expect(listening.waitingForWebhook).toBe(true);
		const to = fixture.sandbox.phoneNumbers.seedAt('twilio', addressOf(workflow, 'webhook-test'));
		const result = await fixture.sandbox.incoming.call({ provider: 'twilio', to });
		expect(fixture.seen(result)).toEqual(speaksWith(fixture.agentId));
		const again = await fixture.sandbox.incoming.call({ provider: 'twilio', to });
		expect(again).toMatchObject({ outcome: ERROR, steps: [{ status: 404 }] });
	});

	test('a rotated Auth Token: the one before counts as long as it is given', async () => {
		const steps = [decide(fixture.accounts, 'reject', { reason: 'busy' })];
		const workflow = await fixture.publish('twilio', { previousSecret: 'theOneBefore' }, ...steps);
		const before = await fixture.call('twilio', workflow, { secret: 'theOneBefore' });
		const now = await fixture.call('twilio', workflow);
		expect([before.outcome, now.outcome]).toEqual(['hears the busy tone', 'hears the busy tone']);
		const without = await fixture.publish('twilio', {}, ...steps);
		const refused = await fixture.call('twilio', without, { secret: 'theOneBefore' });
		expect(refused.steps).toMatchObject([{ status: 403 }]);
	});

	test('an edited credential counts without publishing, and the token before it no longer', async () => {
		const { accounts, client } = fixture;
		const { id: _, ...credential } = accounts.twilio;
		const { accountSid } = fixture.sandbox.state.phoneProviders.twilio.account;
		const withToken = (authToken: string) => ({ ...credential, data: { accountSid, authToken } });
		const twilio = await client.createCredential(withToken('first'));
		fixture.accounts = { ...accounts, twilio };
		const busy = decide(accounts, 'reject', { reason: 'busy' });
		const workflow = await fixture.publish('twilio', {}, busy);
		fixture.accounts = accounts;
		const callWith = async (secret: string) =>
			(await fixture.call('twilio', workflow, { secret })).steps[0].status;
		expect([await callWith('first'), await callWith('second')]).toEqual([200, 403]);
		await client.call('PATCH', `/credentials/${twilio.id}`, withToken('second'));
		await waitFor('the new token to count', async () => (await callWith('second')) === 200);
		expect(await callWith('first')).toBe(403);
	});

	test('a workflow that is not published any more leaves the call to the fallback at the provider', async () => {
		const workflow = await fixture.publish('twilio', {}, answer(fixture.accounts, fixture.agentId));
		await fixture.client.deactivate(workflow.id);
		const fallback = fixture.agentAddress(fixture.defaultAgent);
		const result = await waitFor('n8n to stop listening', async () => {
			const called = await fixture.call('twilio', workflow, { fallback });
			return called.steps.length > 1 ? called : undefined;
		});
		expect(fixture.seen(result)).toEqual(speaksWith(fixture.defaultAgent));
		expect(result.steps[0].status).toBe(404);
	});

	test('the example greets a known caller by name, and others without', async () => {
		const { accounts, agentId, client, defaultAgent } = fixture;
		const example = await readExample('greet-known-caller.json');
		const nodes = example.nodes.map((node) => {
			const {
				defaultAgentId,
				agentId: answering,
				...others
			} = node.parameters as object & {
				defaultAgentId?: object;
				agentId?: object;
			};
			return {
				...node,
				parameters: {
					...others,
					...(defaultAgentId && { defaultAgentId: agent(defaultAgent) }),
					...(answering && { agentId: agent(agentId) }),
				},
				...(node.credentials ? { credentials: used(accounts.ultravox, accounts.twilio) } : {}),
			};
		});
		const workflow = await client.createWorkflow({ ...example, nodes });
		await client.activate(workflow.id);
		const greetingFor = async (from: string) => {
			const called = await fixture.call('twilio', workflow, { from });
			expect(fixture.seen(called)).toEqual(speaksWith(agentId));
			return fixture.sandbox.state.calls.get(called.callId ?? '')?.messages[0].text;
		};
		expect(await greetingFor('+15551230001')).toMatch(/^Hello Ada, good to hear from you again/);
		expect(await greetingFor('+15551230003')).toMatch(/^Hello, this is the front desk/);
		const [{ runs }] = await client.untilExecuted(workflow.id, 1);
		const given = runs['When Somebody Calls'][0].data?.main?.[0]?.[0].json ?? {};
		const [sample] = example.pinData?.['When Somebody Calls'] as Array<{ json: object }>;
		expect(Object.keys(sample.json)).toEqual(Object.keys(given));
		await client.deactivate(workflow.id);
	});

	test('n8n that is down leaves the call to the fallback at the provider', async () => {
		const workflow = await fixture.publish('twilio', {}, answer(fixture.accounts, fixture.agentId));
		await fixture.kill();
		const fallback = fixture.agentAddress(fixture.defaultAgent);
		const result = await fixture.call('twilio', workflow, { fallback });
		expect(fixture.seen(result)).toEqual(speaksWith(fixture.defaultAgent));
		expect(result.steps[0].status).toBe(502);
	});

	test('the sandbox kept to its own contract', () => {
		expect(fixture.sandbox.violations).toEqual([]);
	});
});
