import { assert, asyncProperty, uniqueArray, uuid } from 'fast-check';
import ended from '../../../examples/call-ended-transcript.json';
import events from '../../../examples/call-events.json';
import { simplifyMessage, transcriptOf } from '../../../nodes/calls/transcript';
import { simplifyCall } from '../../../nodes/calls/simplify';
import { checkAddress, isPrivate, sameAddress } from '../../../nodes/webhooks/webhookUrl';
import { eventKey, SeenEvents } from '../../../nodes/UltravoxTrigger/deduplicate';
import { isWanted, readEvent } from '../../../nodes/UltravoxTrigger/event';
import { readBody } from '../../../nodes/webhooks/body';
import { secretsToServe, secretsToTrust } from '../../../nodes/webhooks/secretRotation';
import { EVENTS } from '../../../nodes/UltravoxTrigger/parameters';
import { refusalOf } from '../../support/inputErrors';

const CALL = { callId: '3f0a8c1e-5b7d-4e29-9a61-0c4d2e8f7b15', created: '2025-03-04T05:06:07Z' };
const AGENT = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';

describe('the address', () => {
	test.each([
		'http://localhost:5678/webhook/x',
		'http://n8n:5678/webhook/x',
		'https://n8n.local/webhook/x',
		'http://127.0.0.1/x',
		'http://10.1.2.3/x',
		'http://172.31.0.9/x',
		'http://192.168.1.1/x',
		'http://169.254.7.7/x',
		'http://[::1]:5678/x',
		'http://[fd12:3456::1]/x',
	])('%s is private', (url) => {
		expect(isPrivate(url)).toBe(true);
	});

	test.each([
		'https://n8n.example.com/webhook/x',
		'https://172.32.0.1/x',
		'https://10.example.com/x',
		'https://localhost.example.com/x',
		'https://[2a01:4f8::1]/x',
	])('%s may be public', (url) => {
		expect(isPrivate(url)).toBe(false);
	});

	it('is taken with 200 characters, not with 201', () => {
		const url = `https://n8n.example.com/${'x'.repeat(176)}`;
		expect(checkAddress(url)).toHaveLength(200);
		const { message, advice } = refusalOf(() => checkAddress(`${url}x`));
		expect(message).toBe('Webhook URL: it has 201 characters, and Ultravox takes at most 200');
		expect(advice).toContain('WEBHOOK_URL');
		expect(refusalOf(() => checkAddress(undefined)).message).toMatch(/^Webhook URL: /);
	});

	it('is the same one however it is written', () => {
		expect(sameAddress('https://N8N.example.com:443/a', 'https://n8n.example.com/a')).toBe(true);
		expect(sameAddress('https://n8n.example.com/a', 'https://n8n.example.com/A')).toBe(false);
		expect(sameAddress(null, 'https://n8n.example.com/a')).toBe(false);
		expect(sameAddress('no address', 'https://n8n.example.com/a')).toBe(false);
	});
});

describe('the body', () => {
	test.each(['', 'null', '[]', '"text"', '12', '{"event":', 'event=call.ended'])(
		'%j is no report',
		(text) => {
			expect(readBody(Buffer.from(text))).toBeUndefined();
		},
	);

	it('names the event', () => {
		expect(readEvent({ event: 'call.joined', call: CALL })).toEqual({
			name: 'call.joined',
			call: CALL,
		});
	});

	test.each([
		[{ event: 'call.paused', call: CALL }],
		[{ event: 'batch.ended', batch: {} }],
		[{ event: 7, call: CALL }],
		[{ event: 'call.ended' }],
		[{ event: 'call.ended', call: null }],
		[{ event: 'call.ended', call: {} }],
		[{}],
	])('%j is nothing that is known', (body) => {
		expect(readEvent(body)).toBeUndefined();
	});

	test.each([
		['call.started', {}],
		['call.joined', { joined: '2025-03-04T05:06:10Z' }],
		['call.ended', { ended: '2025-03-04T05:07:10Z', endReason: 'unjoined' }],
		['call.ended', { ended: '2025-03-04T05:07:10Z', billingStatus: 'BILLING_STATUS_PENDING' }],
		['call.billed', { ended: '2025-03-04T05:07:10Z', billingStatus: 'BILLING_STATUS_BILLED' }],
	])('without a name is %s by the state of the call', (name, state) => {
		const call = { ...CALL, ...state };
		expect(readEvent({ call })?.name).toBe(name);
		expect(readEvent(call)).toEqual({ name, call });
	});

	it('is of interest when event and agent are chosen', () => {
		const wants = (agentId: string | null, call: object) =>
			isWanted(
				{ name: 'call.ended', call: { ...CALL, ...call } },
				{ events: ['call.joined', 'call.ended'], agentId },
			);
		expect(wants(null, { agentId: AGENT })).toBe(true);
		expect(wants(AGENT, { agentId: AGENT.toUpperCase() })).toBe(true);
		expect(wants(AGENT, { agent: { agentId: AGENT } })).toBe(true);
		expect(wants(AGENT, { agentId: CALL.callId })).toBe(false);
		// The API has chosen it for this agent's webhook; the body need not say so.
		expect(wants(AGENT, {})).toBe(true);
		expect(
			isWanted({ name: 'call.billed', call: CALL }, { events: ['call.ended'], agentId: null }),
		).toBe(false);
	});
});

describe('the memory of events', () => {
	const key = (callId: string, name: 'call.ended' | 'call.billed' = 'call.ended') =>
		eventKey({ name, call: { callId } });
	const restarted = (memory: SeenEvents) => {
		const next = new SeenEvents();
		next.learn(JSON.parse(JSON.stringify(memory)));
		return next;
	};
	const NOW = Date.UTC(2025, 2, 4);
	const HOUR = 3_600_000;

	/** Whether a delivery starts an execution, where it works out. */
	const starts = async (memory: SeenEvents, name: string, now = NOW) => {
		const claim = await memory.claim(name, now);
		claim?.started();
		return claim !== undefined;
	};

	it('knows every event once, also when it is stored and read again', async () => {
		await assert(
			asyncProperty(uniqueArray(uuid(), { maxLength: 50 }), async (calls) => {
				const memory = new SeenEvents();
				for (const call of calls) expect(await starts(memory, key(call))).toBe(true);
				for (const call of calls) {
					expect(await starts(memory, key(call))).toBe(false);
					expect(await starts(restarted(memory), key(call))).toBe(false);
				}
				expect(await starts(memory, key('another'))).toBe(true);
			}),
		);
	});

	it('tells events of one call apart', async () => {
		const memory = new SeenEvents();
		expect(await starts(memory, key('a'))).toBe(true);
		expect(await starts(memory, key('a', 'call.billed'))).toBe(true);
	});

	it('saves what has come since it was handed over', async () => {
		const memory = new SeenEvents();
		await starts(memory, key('a'));
		const data = { seen: memory };
		await starts(memory, key('b'));
		const next = new SeenEvents();
		next.learn((JSON.parse(JSON.stringify(data)) as { seen: unknown }).seen);
		expect([await starts(next, key('a')), await starts(next, key('b'))]).toEqual([false, false]);
	});

	it('calls nothing a duplicate before the first delivery has worked out', async () => {
		const memory = new SeenEvents();
		const [first, second, third] = [1, 2, 3].map(async () => await memory.claim(key('a'), NOW));
		// An execution that has not started is not to be saved as one that has.
		expect(JSON.stringify(memory)).toBe('""');
		(await first)?.released();
		const claim = await second;
		expect(claim).toBeDefined();
		claim?.started();
		expect(await third).toBeUndefined();
	});

	it('takes back what was released when the execution has started after all', async () => {
		const memory = new SeenEvents();
		const claim = await memory.claim(key('a'), NOW);
		claim?.released();
		claim?.started();
		claim?.released();
		expect(await starts(memory, key('a'))).toBe(false);
		expect(await starts(restarted(memory), key('a'))).toBe(false);
	});

	it('keeps events for as long as Ultravox may deliver them again, and no longer', async () => {
		const memory = new SeenEvents();
		await starts(memory, key('a'));
		expect(await starts(memory, key('a'), NOW + 9 * HOUR)).toBe(false);
		await starts(memory, key('b'), NOW + 13 * HOUR);
		expect(await starts(memory, key('a'), NOW + 13 * HOUR)).toBe(true);
	});

	it('stays small', async () => {
		const memory = new SeenEvents();
		for (let call = 0; call < 11_000; call++) await starts(memory, key(`call ${call}`), NOW + call);
		expect(JSON.stringify(memory).length).toBeLessThan(20_000);
		expect(await starts(restarted(memory), key('call 10500'))).toBe(false);
		expect(await starts(memory, key('call 5000'))).toBe(false);
		expect(await starts(memory, key('call 1'))).toBe(true);
	});

	test.each([undefined, null, 7, '', '  ', '.', 'a', ['a.b'], {}])(
		'makes nothing of %j in its place',
		(stored) => {
			const memory = new SeenEvents();
			memory.learn(stored);
			expect(JSON.stringify(memory)).toBe('""');
		},
	);
});

describe('the secrets', () => {
	const settings = (keepPrevious: boolean) => ({ version: '2', keepPrevious });
	const serve = (others: string[], keepPrevious = true) =>
		secretsToServe('own', others, settings(keepPrevious));
	const trust = (served: string[], keepPrevious = true) =>
		secretsToTrust('own', served, settings(keepPrevious));

	it('of the webhook are the own one, and the one before', () => {
		expect(serve([])).toEqual(['own']);
		expect(serve(['own'])).toEqual(['own']);
		expect(serve(['own', 'a'])).toEqual(['own', 'a']);
		expect(serve(['a', 'b'])).toEqual(['own', 'a']);
	});

	it('of the webhook lose the one before when that is asked for', () => {
		expect(serve(['own', 'a'], false)).toEqual(['own']);
		expect(serve(['a', 'b'], false)).toEqual(['own']);
	});

	it('that let a delivery in are those which Ultravox has', () => {
		expect(trust(['own', 'a'])).toEqual(['own', 'a']);
		expect(trust(['a', 'b'])).toEqual(['a', 'b']);
		expect(trust([])).toEqual([]);
	});

	it('that let a delivery in are not the one before, when that is asked for', () => {
		expect(trust(['own', 'a'], false)).toEqual(['own']);
		expect(trust(['a', 'own'], false)).toEqual(['own']);
		// Made with another API key.
		expect(trust(['a', 'b'], false)).toEqual(['a']);
	});
});

describe('the pinned samples of the examples', () => {
	const samples = [ended, events].flatMap(({ pinData }) =>
		Object.values(pinData).flatMap((items) => items.map(({ json }) => json)),
	);

	it('are there for each event', () => {
		expect(new Set(samples.map(({ event }) => event))).toEqual(new Set(EVENTS));
	});

	it('look like what the trigger puts out', () => {
		const fields = Object.keys(simplifyCall({})).sort();
		for (const { event, call } of samples) {
			expect({ event, fields: Object.keys(call).sort() }).toEqual({ event, fields });
		}
		const [{ json }] = ended.pinData['When a Call Ends'];
		const spoken = json.messages.map(({ role, ...message }) => ({
			...message,
			role: `MESSAGE_ROLE_${role.toUpperCase()}`,
		}));
		expect(transcriptOf(spoken, false)).toBe(json.transcript);
		for (const message of json.messages) {
			expect(Object.keys(message)).toEqual(Object.keys(simplifyMessage({}, '')));
		}
	});
});
