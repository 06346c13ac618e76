import { sleep, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox';
import { PROVIDERS_WITH_NUMBERS } from '../../../sandbox/phoneNumbers/providers';
import { useSandbox } from '../../support/account';
import { collectWarnings } from '../../support/harness/log-lines';
import { FORMS } from '../../support/providerRequests';
import { failureOf } from '../toolTrigger/support';
import { answerAll, incomingCallTriggers, providerCredential, PUBLIC, ring } from './support';

jest.setTimeout(60_000);

const account = useSandbox();
const trigger = incomingCallTriggers(account);
let sandbox: Sandbox;

const REFUSED = { started: false, status: 403, body: '' };

/** How a step with Incoming Call answers. */
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Hangup/></Response>';

const agentUrl = () => {
	const [agentId] = sandbox.state.agents.keys();
	return `${sandbox.url}/api/agents/${agentId}/telephony_xml`;
};

const toDefaultAgent = () =>
	`<Response><Redirect method="POST">${agentUrl()}</Redirect></Response>`;

beforeEach(() => {
	({ sandbox } = account);
	for (const id of PROVIDERS_WITH_NUMBERS)
		sandbox.seedConfig(id, { callCreationAllowAllAgents: true });
});

afterEach(answerAll);

describe.each(PROVIDERS_WITH_NUMBERS)('%s', (provider) => {
	it('starts the workflow with who calls whom', async () => {
		const harness = trigger(provider);
		await harness.activate();
		const before = Date.now();
		const { started, items, n8nAnswers } = await ring(harness, provider, { callId: 'the-call' });
		n8nAnswers?.(500, {});
		expect(started).toBe(true);
		const [{ json }] = items;
		const { answerBy, request, ...rest } = json;
		const isTwilio = provider === 'twilio';
		expect(rest).toEqual({
			from: '+15550000001',
			to: '+15559876543',
			direction: 'incoming',
			city: isTwilio ? 'SEATTLE' : null,
			country: isTwilio ? 'US' : null,
			provider,
			providerCallId: 'the-call',
		});
		expect(request).toMatchObject({ From: FORMS[provider].From, CallStatus: 'ringing' });
		const left = Date.parse(String(answerBy)) - before;
		expect(left).toBeGreaterThan(0);
		expect(left).toBeLessThan(15_000);
	});

	it('tells nothing of the secret', async () => {
		const harness = trigger(provider);
		const { items } = await ring(harness, provider);
		const [secret] = Object.values(providerCredential(provider));
		for (const value of Object.values(secret)) {
			if (String(value).length > 20 && !/^AC/.test(String(value))) {
				expect(JSON.stringify(items)).not.toContain(String(value));
			}
		}
	});

	it('refuses what is not signed with the secret, without a word', async () => {
		const harness = trigger(provider);
		const other = {
			credentials: { ...account.credentials(), ...providerCredential(provider, 'x') },
		};
		expect(await ring(trigger(provider, {}, other), provider)).toMatchObject(REFUSED);
		expect(await ring(harness, provider, { body: 'From=%2B1555&CallSid=1' })).toMatchObject(
			REFUSED,
		);
		expect(await harness.deliver({ body: '{}' })).toMatchObject(REFUSED);
		expect(await harness.deliver({})).toMatchObject(REFUSED);
	});

	it('answers what the workflow decides', async () => {
		const harness = trigger(provider);
		const { n8nAnswers } = await ring(harness, provider);
		expect(answerOf(n8nAnswers)).toMatchObject({
			status: 200,
			body: XML,
			headers: { 'content-type': 'text/xml; charset=utf-8' },
		});
	});

	it.each([
		['fails', 500, { message: 'Error in workflow' }],
		['fails, in n8n 1', 200, ''],
		['decides nothing', 200, undefined],
		['answers something else', 200, { hello: 'world' }],
	])('gives the call to the Default Agent where the workflow %s', async (_, status, body) => {
		const harness = trigger(provider);
		const { n8nAnswers } = await ring(harness, provider);
		expect(n8nAnswers?.(status, body)).toMatchObject({
			status: 200,
			headers: { 'content-type': 'text/xml; charset=utf-8' },
			body: expect.stringContaining(toDefaultAgent()) as string,
		});
	});

	it('starts once for a call, and tells the same again', async () => {
		const harness = trigger(provider);
		const first = await ring(harness, provider, { callId: 'again' });
		const second = ring(harness, provider, { callId: 'again' });
		answerOf(first.n8nAnswers);
		const third = await ring(harness, provider, { callId: 'again' });
		for (const repeated of [await second, third]) {
			expect(repeated).toMatchObject({ started: false, status: 200, body: XML });
		}
		expect((await ring(harness, provider, { callId: 'another' })).started).toBe(true);
	});

	it('does not start for a call that is over', async () => {
		const harness = trigger(provider);
		for (const CallStatus of ['completed', 'busy', 'no-answer', 'Completed']) {
			const over = await ring(harness, provider, { form: { CallStatus } });
			expect(over).toMatchObject({ started: false, status: 200 });
			expect(over.body).toContain('<Response/>');
		}
	});

	it('lets in what was signed with the previous secret, where it is given', async () => {
		const credentials = {
			...account.credentials(),
			...providerCredential(
				provider,
				provider === 'telnyx' ? Buffer.alloc(32, 7).toString('base64') : 'the new one',
			),
		};
		const [old] = Object.values(providerCredential(provider));
		const options = { previousSecret: provider === 'telnyx' ? old.publicKey : old.authToken };
		expect((await ring(trigger(provider, {}, { credentials }), provider)).started).toBe(false);
		expect((await ring(trigger(provider, { options }, { credentials }), provider)).started).toBe(
			true,
		);
	});
});

function answerOf(n8nAnswers: Awaited<ReturnType<typeof ring>>['n8nAnswers']) {
	// In this order n8n sets the headers of the answer, and sends it.
	return n8nAnswers?.(200, XML, { 'x-n8n-incoming-call': 'decided' });
}

it('gives the call to the Default Agent when the workflow is late, and ignores what comes then', async () => {
	const harness = trigger('twilio', { options: { timeout: 1 } });
	const { n8nAnswers, soFar } = await ring(harness, 'twilio');
	while (soFar().body === '') await sleep(20);
	const late = soFar();
	expect(late.body).toContain(toDefaultAgent());
	expect(answerOf(n8nAnswers)).toEqual(late);
});

it('lets the provider ask its own fallback where not even the Default Agent can be named', async () => {
	const credentials = providerCredential('twilio');
	const { started, n8nAnswers } = await ring(trigger('twilio', {}, { credentials }), 'twilio');
	expect(started).toBe(true);
	expect(n8nAnswers?.(500, {})).toMatchObject({ status: 503, body: '' });
});

it('throws for nothing that is set: n8n would start an execution for what is forged', async () => {
	const broken = '={{ $("Nowhere").item.json.secret }}';
	const harness = trigger('twilio', { options: { previousSecret: broken, timeout: broken } });
	const forged = await ring(harness, 'twilio', { body: 'CallSid=1' });
	expect(forged).toMatchObject(REFUSED);
	expect(forged.error).toBeUndefined();
	const { started, n8nAnswers } = await ring(harness, 'twilio');
	expect(started).toBe(true);
	expect(n8nAnswers?.(500, {}).body).toContain(toDefaultAgent());
});

it('starts nothing for a request of the provider that is about no call', async () => {
	const log = collectWarnings();
	const answer = await ring(trigger('twilio'), 'twilio', { form: { CallSid: '' } });
	log.stop();
	expect(answer).toMatchObject({ started: false, status: 200 });
	expect(answer.body).toContain('<Response/>');
	expect(log.lines).toEqual([expect.stringContaining('a request of Twilio names no call')]);
});

describe('addresses', () => {
	const publicAt = (baseUrl: string) => trigger('twilio', {}, { baseUrl });

	it('are the public ones, whatever path a proxy passes on', async () => {
		const harness = publicAt(`${PUBLIC}/automation`);
		const path = new URL(harness.webhookUrl).pathname.replace('/automation', '');
		expect((await ring(harness, 'twilio', { path })).started).toBe(true);
		expect((await ring(harness, 'twilio', { path: `/other${path}` })).started).toBe(true);
	});

	it('have the query as it was received', async () => {
		const harness = publicAt(PUBLIC);
		const query = { line: '1', name: 'Zoë & Co' };
		const { started, items } = await ring(harness, 'twilio', { query });
		expect(started).toBe(true);
		expect(items[0].json.request).toMatchObject(query);
	});

	it('are those of the test while the editor listens', async () => {
		const harness = trigger('twilio', {}, { test: true });
		await harness.activate();
		expect((await ring(harness, 'twilio')).started).toBe(true);
		expect(harness.webhookUrl).toContain('/webhook-test/');
	});

	it('let nothing in that was signed for another trigger', async () => {
		const other = trigger('twilio', {}, { webhookId: '00000000-0000-4000-8000-000000000002' });
		const signedUrl = other.webhookUrl;
		for (const harness of [publicAt(PUBLIC), trigger('twilio', {}, { test: true })]) {
			expect(await ring(harness, 'twilio', { signedUrl })).toMatchObject(REFUSED);
		}
	});
});

describe('publishing', () => {
	it('needs nothing at Ultravox, and changes nothing', async () => {
		const harness = trigger();
		await harness.activate();
		await harness.deactivate();
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
	});

	it.each([
		['no Default Agent', { defaultAgentId: '' }, 'Default Agent: nothing is chosen'],
		[
			'an agent that there is not',
			{ defaultAgentId: '00000000-0000-4000-8000-00000000000a' },
			'Default Agent: Ultravox has no agent with this ID',
		],
		['a time limit that is too long', { options: { timeout: 30 } }, 'Time Limit: '],
	])('refuses %s', async (_, parameters, message) => {
		expect(await failureOf(trigger('twilio', parameters).activate())).toContain(message);
	});

	it('stays published at the next start of n8n although the Default Agent was deleted meanwhile', async () => {
		const [defaultAgentId] = sandbox.state.agents.keys();
		const harness = trigger('twilio', { defaultAgentId });
		await harness.activate();
		sandbox.state.agents.clear();
		await harness.activate();
		const [node] = Object.values(harness.staticData) as Array<{ warnings: string[] }>;
		expect(node.warnings).toMatchObject([
			expect.stringContaining('Default Agent: Ultravox has no'),
		]);
		const anew = trigger('twilio', { defaultAgentId });
		expect(await failureOf(anew.activate())).toContain('Default Agent: Ultravox has no');
	});

	it.each(['whose key was changed', 'with which the agent was never found'])(
		'refuses a Default Agent that is not in the account %s',
		async (which) => {
			const [defaultAgentId] = sandbox.state.agents.keys();
			const same = { staticData: {}, nodeName: which };
			const down = { path: /agents/, status: 503, times: 10, headers: { 'retry-after': '0' } };
			if (which.startsWith('with')) sandbox.faults.add(down);
			await trigger('twilio', { defaultAgentId }, same).activate();
			sandbox.faults.clear();
			sandbox.state.agents.clear();
			const { ultravoxApi, ...others } = {
				...account.credentials(),
				...providerCredential('twilio'),
			} as Record<string, ICredentialDataDecryptedObject>;
			const apiKey = which.startsWith('whose') ? sandbox.secondApiKey : ultravoxApi.apiKey;
			const credentials = { ...others, ultravoxApi: { ...ultravoxApi, apiKey } };
			const later = trigger('twilio', { defaultAgentId }, { ...same, credentials });
			expect(await failureOf(later.activate())).toContain('Default Agent: Ultravox has no');
		},
	);

	it.each(PROVIDERS_WITH_NUMBERS)(
		'refuses a credential of %s that is not filled in',
		async (provider) => {
			const credentials = { ...account.credentials(), ...providerCredential(provider, ' ') };
			const message = await failureOf(trigger(provider, {}, { credentials }).activate());
			expect(message).toMatch(/credential, (Auth Token|Public Key): this field is empty/);
		},
	);

	it('refuses to go without the credential of the provider', async () => {
		const credentials = account.credentials();
		const message = await failureOf(trigger('plivo', {}, { credentials }).activate());
		expect(message).toContain('Plivo Account Credential: none is chosen');
	});

	it('warns where the Default Agent could not take a call', async () => {
		sandbox.seedConfig('twilio', { callCreationAllowAllAgents: false });
		const harness = trigger('twilio');
		await harness.activate();
		const { items } = await ring(harness, 'twilio');
		const [warning] = items[0].json.warnings as string[];
		expect(warning).toMatch(/Default Agent: it is not allowed on the Twilio line/);
	});

	it('stays published while Ultravox is out of reach', async () => {
		sandbox.faults.add({ method: 'GET', status: 503, times: 20 });
		await expect(trigger().activate()).resolves.toBeUndefined();
	});
});
