import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { UltravoxIncomingCallTrigger } from '../nodes/UltravoxIncomingCallTrigger/UltravoxIncomingCallTrigger.node.ts';
import { UltravoxToolTrigger } from '../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node.ts';
import { UltravoxTrigger } from '../nodes/UltravoxTrigger/UltravoxTrigger.node.ts';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import type { RawRequest } from '../test/support/harness/http-exchange.mts';
import { webhookNode, type WebhookHarness } from '../test/support/harness/webhook';
import { FORMS, SECRETS, signedRequest } from '../test/support/providerRequests.ts';
import type { LongResult } from './long.mts';
import { signedHeaders } from './signed.mts';

const PUBLIC = 'https://n8n.example.com';
const MEGABYTE = 1024 * 1024;

/** A published trigger, as seen from the service that calls it. */
interface Door {
	harness: WebhookHarness;
	secret: string;
	/** A request as the service sends it; each is about something that was not there before. */
	genuine(content?: string): RawRequest;
}

/** Publishes a trigger in an account. */
type Open = (sandbox: Sandbox) => Promise<Door>;

const callEnded = () => JSON.stringify({ event: 'call.ended', call: { callId: randomUUID() } });

async function eventDoor(sandbox: Sandbox): Promise<Door> {
	const harness = webhookNode({
		node: UltravoxTrigger,
		parameters: { events: ['call.ended'] },
		credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		nodeId: randomUUID(),
		webhookId: randomUUID(),
	});
	await harness.activate();
	const [secret] = [...sandbox.state.webhooks.values()][0].secrets;
	return {
		harness,
		secret,
		genuine(body = callEnded()) {
			const headers = signedHeaders(body, secret);
			return { body, headers };
		},
	};
}

async function toolDoor(sandbox: Sandbox): Promise<Door> {
	const harness = webhookNode({
		node: UltravoxToolTrigger,
		parameters: {
			toolName: 'lookUpOrder',
			toolDescription: 'Looks up an order.',
			toolParameters: { values: [{ name: 'orderNumber', type: 'string', required: true }] },
		},
		credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		baseUrl: PUBLIC,
		nodeId: randomUUID(),
		webhookId: randomUUID(),
	});
	await harness.activate();
	const tool = [...sandbox.state.tools.values()].find(({ ownership }) => ownership === 'private');
	const [header] = tool?.definition.staticParameters as Array<{ name: string; value: string }>;
	return {
		harness,
		secret: header.value,
		genuine: (body = JSON.stringify({ orderNumber: '4711' })) => ({
			body,
			headers: { [header.name.toLowerCase()]: header.value },
		}),
	};
}

async function callDoor(sandbox: Sandbox): Promise<Door> {
	const [agentId] = sandbox.state.agents.keys();
	const harness = webhookNode({
		node: UltravoxIncomingCallTrigger,
		parameters: { provider: 'twilio', defaultAgentId: { __rl: true, mode: 'id', value: agentId } },
		credentials: {
			ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
			ultravoxTwilioApi: { accountSid: FORMS.twilio.AccountSid, authToken: SECRETS.twilio },
		},
		baseUrl: PUBLIC,
		nodeId: randomUUID(),
		webhookId: randomUUID(),
	});
	await harness.activate();
	return {
		harness,
		secret: SECRETS.twilio,
		genuine(content) {
			const form = content === undefined ? {} : Object.fromEntries(new URLSearchParams(content));
			const call = { ...FORMS.twilio, CallSid: randomUUID() };
			return signedRequest('twilio', harness.webhookUrl, { ...call, ...form });
		},
	};
}

const DOORS: Record<string, Open> = {
	'Ultravox Trigger': eventDoor,
	'Ultravox Tool Trigger': toolDoor,
	'Ultravox Incoming Call Trigger': callDoor,
};

const withHeaders = (
	{ headers = {}, ...rest }: RawRequest,
	change: (value: string, name: string) => string | undefined,
): RawRequest => ({
	...rest,
	headers: Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) => {
			const changed = change(value, name);
			return changed === undefined ? [] : [[name, changed]];
		}),
	),
});

/** Another letter or digit in each place of the last header, which is the one that proves something. */
const changed = (value: string) =>
	value.replace(/[0-9a-z]/gi, (character) => (character === 'a' ? 'b' : 'a'));
const lastOf = ({ headers = {} }: RawRequest) => Object.keys(headers).at(-1);

/** What somebody may send who has not got the secret. */
const FORGERIES: Record<string, (genuine: RawRequest) => RawRequest> = {
	'no proof at all': (request) => ({ ...request, headers: {} }),
	'an empty proof': (request) => withHeaders(request, () => ''),
	'a changed proof': (request) =>
		withHeaders(request, (value, name) => (name === lastOf(request) ? changed(value) : value)),
	'half of the proof': (request) =>
		withHeaders(request, (value) => value.slice(0, Math.floor(value.length / 2))),
	'a megabyte of proof': (request) => withHeaders(request, () => 'a'.repeat(MEGABYTE)),
	'the name of a prototype as proof': (request) => withHeaders(request, () => '__proto__'),
	'nothing but white space': (request) => ({ ...request, headers: {}, body: ' \n' }),
	'no body and no proof': () => ({}),
	'five megabytes without a proof': () => ({ body: JSON.stringify('x'.repeat(5 * MEGABYTE)) }),
};

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** What the service, or a model, may send by mistake, with the right proof. */
const ODDITIES: Record<string, string> = {
	'an empty object': '{}',
	'an empty list': '[]',
	'no value': 'null',
	'a text': '"hello"',
	'a number': '17',
	'names of prototypes': '{"__proto__":{"a":1},"constructor":{"prototype":{"b":2}},"event":{}}',
	'lists where objects are due': '{"event":["call.ended"],"call":[],"orderNumber":["4711"]}',
	'a thousand levels': `{"event":"call.ended","call":{"callId":"x"},"orderNumber":${deep(1000)}}`,
	'two megabytes': JSON.stringify({ event: 'x', orderNumber: 'x'.repeat(2 * MEGABYTE) }),
	'control characters': '{"event":"call.ended\\u0000","orderNumber":"\\ud800\\u0007"}',
};

/**
 * Knocks at every trigger with what is forged and with what is odd: nothing forged starts an execution, nothing odd ends
 * in an error, no secret is told, and what is genuine gets in afterwards.
 */
export async function tryWaysIn(): Promise<LongResult> {
	const broken: string[] = [];
	let requests = 0;
	for (const [trigger, open] of Object.entries(DOORS)) {
		const sandbox = await startSandbox({ agents: 2 });
		try {
			const door = await open(sandbox);
			const send = async (what: string, request: RawRequest) => {
				requests += 1;
				const answer = await door.harness.deliver(request);
				const complain = (text: string) => broken.push(`${trigger}, ${what}: ${text}`);
				if (answer.error) complain(answer.error.message);
				if (answer.status >= 500) complain(`status ${answer.status}`);
				const shown = JSON.stringify([answer.body, answer.headers, answer.items]);
				if (shown.includes(door.secret)) complain('the secret is told');
				return { ...answer, complain };
			};
			for (const [what, forge] of Object.entries(FORGERIES)) {
				const { started, status, complain } = await send(what, forge(door.genuine()));
				if (started) complain('an execution was started');
				if (status < 400) complain(`status ${status}`);
			}
			for (const [what, content] of Object.entries(ODDITIES)) {
				await send(what, door.genuine(content));
			}
			const { started, complain } = await send('a genuine request at last', door.genuine());
			if (!started) complain('deaf');
			if (({} as IDataObject).a !== undefined) complain('a prototype was changed');
		} finally {
			await sandbox.close();
		}
	}
	return { name: 'Ways into the triggers', figures: `${requests} requests`, broken };
}
