import { createHmac, randomUUID } from 'crypto';
import type { INodeParameters } from 'n8n-workflow';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { webhookNode } from '../../support/harness/webhook';

jest.setTimeout(60_000);

const account = useSandbox();
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const OPEN = {
	callId: '3f0a8c1e-5b7d-4e29-9a61-0c4d2e8f7b15',
	metadata: { password: 'of the user' },
	joinUrl: 'wss://voice.example.com/join',
	initialState: { secrets: ['of the user'] },
	agent: null,
};
const MEDIUM = { to: 'sip:ada@example.com', username: 'ada' };

/** A call with everything that is secret, and the same without. */
const call = (secret: string) => ({
	...OPEN,
	callbacks: { ended: { url: 'https://x.example.com', secrets: [secret] }, billed: null },
	medium: { sip: { outgoing: { ...MEDIUM, password: secret } } },
	dataConnectionConfig: { websocketUrl: 'wss://x.example.com', headers: { authorization: secret } },
	sharedSecrets: [secret],
	webhookSecret: secret,
});
const CLEAN = {
	...OPEN,
	callbacks: { ended: { url: 'https://x.example.com' }, billed: null },
	medium: { sip: { outgoing: MEDIUM } },
	dataConnectionConfig: { websocketUrl: 'wss://x.example.com' },
};

/** What n8n stores with the execution that an event starts, whatever becomes of it. */
async function stored(event: object, parameters: INodeParameters) {
	const harness = webhookNode({
		node: UltravoxTrigger,
		nodeId: randomUUID(),
		parameters: { events: ['call.ended'], ...parameters },
		credentials: account.credentials(),
	});
	await harness.activate();
	const [{ secrets }] = sandbox.state.webhooks.values();
	const body = JSON.stringify(event);
	const timestamp = new Date().toISOString();
	const hmac = createHmac('sha256', secrets[0]).update(body + timestamp);
	const { items } = await harness.deliver({
		body,
		headers: {
			'X-Ultravox-Webhook-Timestamp': timestamp,
			'X-Ultravox-Webhook-Signature': hmac.digest('hex'),
		},
	});
	return items.map(({ json }) => json);
}

it.each<[string, INodeParameters]>([
	['as it is set', {}],
	['with Simplify off', { simplify: false }],
	['with Include Secrets on, but Simplify too', { options: { includeSecrets: true } }],
	[
		'where Simplify gives nothing',
		{ simplify: '={{ $json.nothing }}', options: { includeSecrets: true } },
	],
])('the secrets of a call are not stored, %s', async (_, parameters) => {
	const event = { event: 'call.ended', call: call('the-secret') };
	expect(await stored(event, parameters)).toEqual([{ event: 'call.ended', call: CLEAN }]);
});

it('the secrets of a call are not stored in the older form of an event either', async () => {
	const event = { ...call('the-secret'), ended: '2025-03-04T05:06:07Z' };
	expect(JSON.stringify(await stored(event, {}))).not.toContain('the-secret');
});

it('what is odd in the place of secrets stops nothing', async () => {
	const odd = { ...OPEN, callbacks: ['x'], medium: 7, dataConnectionConfig: null };
	expect(await stored({ event: 'call.ended', call: odd }, {})).toEqual([
		{ event: 'call.ended', call: { ...odd, callbacks: null } },
	]);
});

it('the secrets of a call are stored where the user wants them', async () => {
	const event = { event: 'call.ended', call: call('the-secret') };
	const parameters = { simplify: false, options: { includeSecrets: true } };
	expect(await stored(event, parameters)).toEqual([event]);
});
