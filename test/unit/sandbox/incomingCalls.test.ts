import fastify from 'fastify';
import { validateV3Signature } from 'plivo';
import { TelnyxWebhook } from 'telnyx/lib/webhooks';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import {
	startSandbox,
	type Caller,
	type ProviderWithNumbers,
	type Sandbox,
} from '../../../sandbox';
import { PROVIDERS_WITH_NUMBERS as PROVIDERS } from '../../../sandbox/phoneNumbers/providers';

const XML = 'text/xml; charset=utf-8';
const FROM = '+15551230001';

/** What the workflow's side answers next, and what it was asked. */
interface Next {
	status?: number;
	type?: string;
	body?: string;
	wait?: Promise<void>;
}

interface Asked {
	url: string;
	headers: Record<string, string>;
	body: string;
}

const server = fastify({ forceCloseConnections: true });
let asked: Asked[] = [];
let next: Next = {};
let origin: string;
let sandbox: Sandbox;
let agentId: string;

beforeAll(async () => {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_, raw, done) => done(null, raw));
	server.all('/*', async (request, reply) => {
		const { host, url, headers } = request;
		asked.push({
			url: `https://${host}${url}`,
			headers: headers as Record<string, string>,
			body: String(request.body ?? ''),
		});
		const { status = 200, type = XML, body = '', wait } = next;
		await wait;
		return await reply.code(status).type(type).send(body);
	});
	origin = await server.listen({ host: '127.0.0.1', port: 0 });
	sandbox = await startSandbox();
});
beforeEach(() => {
	sandbox.reset();
	sandbox.switches.webhookOrigin = origin;
	[agentId] = sandbox.state.agents.keys();
	for (const provider of PROVIDERS) {
		sandbox.seedConfig(provider, { callCreationAllowedAgentIds: [agentId] });
	}
	asked = [];
	next = {};
});
afterAll(async () => {
	await server.close();
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const document = (...inside: string[]) =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<Response>${inside.join('')}</Response>`;

const agentAddress = (id = agentId) => `${sandbox.url}/api/agents/${id}/telephony_xml`;

const numberAt: Sandbox['phoneNumbers']['seedAt'] = (...given) =>
	sandbox.phoneNumbers.seedAt(...given);

const call = async (provider: ProviderWithNumbers, url: string, more: Partial<Caller> = {}) =>
	await sandbox.incoming.call({ provider, to: numberAt(provider, url), from: FROM, ...more });

const WORKFLOW =
	'https://n8n.example.com/webhook/abc/incoming-call?line=1&name=A%20B&back=https://shop.example/?a=1';

/** Whether the provider's own library takes a request for the provider's. */
const OFFICIAL: Record<ProviderWithNumbers, (request: Asked) => Promise<boolean>> = {
	twilio: async ({ url, headers, body }) => {
		const form = Object.fromEntries(new URLSearchParams(body));
		const { authToken } = sandbox.state.phoneProviders.twilio.account;
		return await Promise.resolve(
			validateRequest(authToken, headers['x-twilio-signature'], url, form),
		);
	},
	telnyx: async ({ headers, body }) =>
		await new TelnyxWebhook(String(sandbox.state.configs.telnyx?.publicKey))
			.verify(body, headers)
			.then(
				() => true,
				() => false,
			),
	plivo: async ({ url, headers, body }) => {
		const { authToken } = sandbox.state.phoneProviders.plivo.account;
		const [signature, nonce] = ['', '-nonce'].map((end) => headers[`x-plivo-signature-v3${end}`]);
		const form = Object.fromEntries(new URLSearchParams(body));
		return await Promise.resolve(
			Boolean(validateV3Signature('POST', url, nonce, authToken, signature, form)),
		);
	},
};

describe.each(PROVIDERS)('somebody who calls a number of %s', (provider) => {
	const say = provider === 'plivo' ? 'Speak' : 'Say';

	test('is announced with a request that the official library takes for genuine', async () => {
		await call(provider, WORKFLOW, { form: { CallerName: 'Zoë & Co', FromCity: '' } });
		expect(asked).toHaveLength(1);
		expect(asked[0].url).toBe(WORKFLOW);
		expect(await OFFICIAL[provider](asked[0])).toBe(true);
		expect(await OFFICIAL[provider]({ ...asked[0], body: `${asked[0].body}&A=1` })).toBe(false);
		const form = Object.fromEntries(new URLSearchParams(asked[0].body));
		const from = provider === 'plivo' ? FROM.slice(1) : FROM;
		expect(form).toMatchObject({ From: from, CallerName: 'Zoë & Co', CallStatus: 'ringing' });
	});

	test('gets the agent whose own address the number has', async () => {
		sandbox.seedConfig(provider, {
			callCreationAllowedAgentIds: [agentId],
			requestContextMapping: { From: 'caller.phone', Nothing: 'caller.nothing' },
		});
		const { outcome, callId, summary } = await call(provider, agentAddress());
		expect(outcome).toBe('speaks with an agent');
		const made = sandbox.state.calls.get(callId ?? '');
		expect(made).toMatchObject({ agentId, medium: { [provider]: {} } });
		expect(made?.templateContext).toEqual({
			caller: { phone: provider === 'plivo' ? FROM.slice(1) : FROM },
		});
		expect(made?.joined).not.toBeNull();
		expect(summary).toContain(String(sandbox.state.agents.get(agentId)?.name));
	});

	test('is led on to the agent by a redirect, and signed anew for its address', async () => {
		next = { body: document(`<Redirect method="POST">${agentAddress()}</Redirect>`) };
		const { outcome, steps } = await call(provider, WORKFLOW);
		expect(outcome).toBe('speaks with an agent');
		expect(steps.map(({ request }) => request.url)).toEqual([WORKFLOW, agentAddress()]);
	});

	test.each([
		['of an agent that is not allowed on the line', 403],
		['of an agent that there is not', 404],
	])('hears of an error at the address %s', async (_, status) => {
		const id =
			status === 404 ? '00000000-0000-4000-8000-000000000000' : [...sandbox.state.agents.keys()][1];
		const { outcome, steps } = await call(provider, agentAddress(id));
		expect(outcome).toBe('hears that an application error has occurred');
		expect(steps).toMatchObject([{ status, complaint: `HTTP ${status}` }]);
		expect(sandbox.state.calls.size).toBe(0);
	});

	test('does not get to the agent with a forged or a changed request', async () => {
		const other = Buffer.alloc(32, 'another').toString('base64');
		const changes: Array<Partial<Caller>> = [
			{ secret: other },
			{ onTheWay: (sent) => ({ ...sent, body: sent.body.replace('5551230001', '5551230002') }) },
			{ onTheWay: (sent) => ({ ...sent, headers: {} }) },
		];
		for (const change of changes) {
			const { steps } = await call(provider, agentAddress(), change);
			expect(steps).toMatchObject([{ status: 403 }]);
		}
		expect(sandbox.state.calls.size).toBe(0);
	});

	test('gets the fallback where the first address fails', async () => {
		const bad: Next[] = [
			{ status: 500 },
			{ status: 404, body: document() },
			{ body: 'fine', type: 'text/plain' },
			{ body: '{}' },
			{ body: document('<Nonsense/>') },
			{ body: document(`<${say} sound="x">Hello</${say}>`) },
			{ body: '<Response>' },
		];
		for (const answer of bad) {
			next = answer;
			const to = numberAt(provider, WORKFLOW, agentAddress());
			const { outcome, steps } = await sandbox.incoming.call({ provider, to });
			expect(outcome).toBe('speaks with an agent');
			expect(steps[0].complaint).toEqual(expect.any(String));
			expect(steps).toHaveLength(2);
		}
	});

	test('is hung up on by an empty answer, which no fallback notices', async () => {
		const to = numberAt(provider, WORKFLOW, agentAddress());
		expect(await sandbox.incoming.call({ provider, to })).toMatchObject({
			outcome: 'is hung up on',
			steps: [{ status: 200 }],
		});
	});

	test('waits as long as the provider does, then gets the fallback', async () => {
		let release = () => {};
		next = { wait: new Promise((resolve) => (release = resolve)) };
		const to = numberAt(provider, WORKFLOW, agentAddress());
		const { outcome, steps } = await sandbox.incoming.call({ provider, to, limitMs: 1500 });
		release();
		expect(outcome).toBe('speaks with an agent');
		const late = { status: 0, complaint: 'No answer within 1.5 seconds.' };
		// Plivo asks once more.
		expect(steps.slice(0, -1)).toMatchObject(provider === 'plivo' ? [late, late] : [late]);
	});

	test('gets the fallback where nobody listens', async () => {
		sandbox.switches.webhookOrigin = 'http://127.0.0.1:1';
		const to = numberAt(provider, WORKFLOW, agentAddress());
		const { outcome } = await sandbox.incoming.call({ provider, to });
		expect(outcome).toBe('speaks with an agent');
	});

	test('hears what is said, and is put through or sent away', async () => {
		const number = provider === 'plivo' ? '15551239999' : '+15551239999';
		next = { body: document(`<${say}>One &amp; two</${say}>`, '<Hangup/>') };
		expect(await call(provider, WORKFLOW)).toMatchObject({
			outcome: 'is hung up on',
			said: ['One & two'],
		});
		next = { body: document(`<Dial><Number>${number}</Number></Dial>`) };
		expect(await call(provider, WORKFLOW)).toMatchObject({
			outcome: 'is put through',
			forwardedTo: number,
		});
		const reject = provider === 'plivo' ? 'Hangup' : 'Reject';
		next = { body: document(`<${reject} reason="busy"/>`) };
		expect((await call(provider, WORKFLOW)).outcome).toBe('hears the busy tone');
		next = { body: document(`<${reject} reason="rejected"/>`) };
		expect((await call(provider, WORKFLOW)).outcome).toBe(
			'hears that the number cannot be reached',
		);
	});

	test('cannot join a call that is over, joined, of another medium or unknown', async () => {
		const stream = (url: string) =>
			provider === 'plivo'
				? `<Stream keepCallAlive="true" bidirectional="true" contentType="audio/x-l16;rate=16000">${url}</Stream>`
				: `<Connect><Stream url="${url}"${provider === 'telnyx' ? ' bidirectionalMode="rtp" codec="L16" bidirectionalCodec="L16" bidirectionalSamplingRate="16000"' : ''}/></Connect>`;
		const made = (medium: object) => sandbox.calls.receive({ ...medium }, {}, agentId);
		const [good, joined, ended, other] = [
			made({ [provider]: {} }),
			made({ [provider]: {} }),
			made({ [provider]: {} }),
			made({ webRtc: {} }),
		];
		sandbox.calls.join(joined.callId);
		sandbox.calls.end(ended.callId);
		const outcomes: string[] = [];
		for (const url of [good, joined, ended, other].map(({ joinUrl }) => String(joinUrl))) {
			next = { body: document(stream(url)) };
			outcomes.push((await call(provider, WORKFLOW)).outcome);
		}
		next = { body: document(stream('wss://voice.example/calls/unknown')) };
		outcomes.push((await call(provider, WORKFLOW)).outcome);
		const error = 'hears that an application error has occurred';
		expect(outcomes).toEqual(['speaks with an agent', error, error, error, error]);
	});

	test('calls once more, and a request is replayed byte for byte', async () => {
		const first = await call(provider, WORKFLOW);
		await call(provider, WORKFLOW, { providerCallId: first.providerCallId });
		await sandbox.incoming.replay(first.steps[0].request);
		const [one, two, three] = asked.map(({ body }) => new URLSearchParams(body));
		const name = provider === 'plivo' ? 'CallUUID' : 'CallSid';
		expect([one, two, three].map((form) => form.get(name))).toEqual([
			first.providerCallId,
			first.providerCallId,
			first.providerCallId,
		]);
		expect(asked[2].body).toBe(asked[0].body);
	});
});

test('Telnyx is not believed a quarter of an hour later', async () => {
	const { steps } = await call('telnyx', agentAddress(), { signedAt: Date.now() - 15 * 60_000 });
	expect(steps).toMatchObject([{ status: 403 }]);
});

test('an endless redirect ends', async () => {
	next = { body: document(`<Redirect>${WORKFLOW.replaceAll('&', '&amp;')}</Redirect>`) };
	expect((await call('twilio', WORKFLOW)).outcome).toBe(
		'hears that an application error has occurred',
	);
});

test('Plivo tells the end of a call to the address that answered', async () => {
	const result = await call('plivo', agentAddress());
	sandbox.requests.length = 0;
	expect(await sandbox.incoming.hangUp(result)).toMatchObject({ status: 200 });
	expect(sandbox.requests).toMatchObject([{ body: { Event: 'Hangup' } }]);
	expect(sandbox.state.calls.size).toBe(1);
	expect(sandbox.state.calls.get(result.callId ?? '')?.ended).not.toBeNull();
});
