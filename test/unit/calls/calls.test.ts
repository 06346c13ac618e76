import type { IExecuteFunctions } from 'n8n-workflow';
import { isDialled, mediumSecrets, readMedium } from '../../../nodes/calls/medium';
import { readAddress } from '../../../nodes/fields/phoneNumbers';
import { callStatus, simplifyCall } from '../../../nodes/calls/simplify';
import type { Call } from '../../../nodes/calls/callApi';
import { toOutput } from '../../../nodes/calls/output';
import { ApiError, type ApiErrorFacts } from '../../../nodes/errors/apiError';
import { transcriptOf } from '../../../nodes/calls/transcript';

const node = (parameters: Record<string, unknown>) =>
	({
		getNodeParameter: (name: string, _: number, fallback: unknown) => parameters[name] ?? fallback,
	}) as unknown as IExecuteFunctions;

describe('addresses', () => {
	it.each(['+15551234567', ' +4915112345678\n', '+6834002'])('%j is a phone number', (text) => {
		expect(readAddress(text, 'To', 'phone')).toBe(text.trim());
	});

	it.each([
		'15551234567',
		'+0551234567',
		'+1555123456789012',
		'+1555',
		'555-1234',
		'sip:a@b',
		'',
		'ada',
		15551234567,
		null,
		undefined,
		{},
	])('%j is none', (value) => {
		expect(() => readAddress(value, 'To', 'phone')).toThrow(/^To: /);
	});

	it.each([
		'sip:ada@example.com',
		'SIP:+15551234567@carrier.example:5060;transport=tcp',
		'sips:a.b@10.0.0.1',
	])('%s is a SIP address', (text) => expect(readAddress(text, 'To', 'sip')).toBe(text));

	it.each(['ada@example.com', 'sip:example.com', 'sip:a b@c', '+15551234567', 'sip:a@b<sip:c@d'])(
		'%s is none',
		(text) => expect(() => readAddress(text, 'To', 'sip')).toThrow('is not a SIP address'),
	);

	it('shows a number as it could be', () => {
		expect(() => readAddress(15551234567, 'To', 'phone')).toThrow(
			expect.objectContaining({
				description: expect.stringContaining('write +15551234567'),
			}),
		);
	});
});

describe('medium', () => {
	it('lets Twilio show a client identifier to a SIP address only', () => {
		const sip = { to: 'sip:ada@example.com', from: 'client:desk' };
		expect(readMedium(node(sip), 0)).toEqual({ twilio: { outgoing: sip } });
		expect(() => readMedium(node({ ...sip, to: '+15551234567' }), 0)).toThrow(/^From: /);
	});

	it('knows who dials', () => {
		const numbers = { to: '+15551234567', from: '+15559876543' };
		expect(isDialled(readMedium(node(numbers), 0))).toBe(true);
		for (const medium of ['exotel', 'webRtc', 'serverWebSocket']) {
			expect(isDialled(readMedium(node({ ...numbers, medium }), 0))).toBe(false);
		}
		const incoming = readMedium(node({ medium: 'sip', connection: 'joinUrl' }), 0);
		expect(incoming).toEqual({ sip: { incoming: {} } });
		expect(isDialled(incoming)).toBe(false);
	});

	it('ignores what belongs to another medium', () => {
		const mediumOptions = { password: 'left-over', dtmfIgnore: true, inputSampleRate: 8000 };
		expect(readMedium(node({ medium: 'webRtc', mediumOptions }), 0)).toEqual({ webRtc: {} });
	});

	it('names its secrets', () => {
		const medium = readMedium(
			node({
				medium: 'sip',
				to: 'sip:a@b.example',
				from: 'desk',
				mediumOptions: { password: 'word' },
			}),
			0,
		);
		expect(mediumSecrets(medium)).toEqual(['word']);
		expect(mediumSecrets({ webRtc: {} })).toEqual([]);
	});

	it.each([
		[{ medium: 'exotel', mediumOptions: { dtmfIgnore: true, dtmfText: 'x' } }, 'Key Press Message'],
		[{ medium: 'serverWebSocket', mediumOptions: { inputSampleRate: 1.5 } }, 'Input Sample Rate'],
		[{ medium: 'serverWebSocket', mediumOptions: { mediaIdleTimeout: 5 } }, 'Media Idle Timeout'],
		[{ connection: 'maybe' }, 'Connection'],
	])('refuses %j', (parameters, label) => {
		expect(() => readMedium(node(parameters), 0)).toThrow(new RegExp(`^${label}: `));
	});
});

describe('a call', () => {
	const at = (second: number) => new Date(1_800_000_000_000 + second * 1000).toISOString();

	it.each([
		[{}, 'created'],
		[{ joined: null, ended: null }, 'created'],
		[{ joined: at(5) }, 'active'],
		[{ joined: at(5), ended: at(9), endReason: 'hangup' }, 'ended'],
		[{ ended: at(9), endReason: 'system_error' }, 'ended'],
		[{ ended: at(30), endReason: 'unjoined' }, 'unanswered'],
	])('%j is %s', (call, status) => expect(callStatus(call)).toBe(status));

	it('has its durations in seconds, and nothing where there is nothing', () => {
		expect(
			simplifyCall({
				callId: 'c',
				joined: '2026-05-01T10:00:00Z',
				ended: '2026-05-01T10:01:30.250Z',
				billedDuration: '96s',
				maxDuration: '0.5s',
				agent: { agentId: 'a', name: 'Front Desk' },
			}),
		).toMatchObject({
			duration: 90.25,
			billedDuration: 96,
			maxDuration: 0.5,
			agentId: 'a',
			agentName: 'Front Desk',
			joinUrl: null,
			metadata: {},
		});
		expect(simplifyCall({ agent: null, metadata: null })).toMatchObject({
			duration: null,
			agentName: null,
			metadata: {},
		});
	});

	it('keeps its secrets in the raw form, and is itself not changed', () => {
		const call: Call = {
			callId: 'c',
			medium: { sip: { outgoing: { to: 'sip:a@b', password: 'word' } } },
			callbacks: { ended: { url: 'https://example.com', secrets: ['word'] }, joined: null },
		};
		const view = { simplify: false, includeSecrets: false };
		expect(toOutput(call, view)).toEqual({
			callId: 'c',
			medium: { sip: { outgoing: { to: 'sip:a@b' } } },
			callbacks: { ended: { url: 'https://example.com' }, joined: null },
		});
		expect(toOutput(call, { ...view, includeSecrets: true })).toBe(call);
		expect(toOutput({ callId: 'c', medium: { webRtc: {} }, callbacks: null }, view)).toEqual({
			callId: 'c',
			medium: { webRtc: {} },
			callbacks: null,
		});
	});
});

test('a transcript reads like a conversation', () => {
	const messages = [
		{ role: 'MESSAGE_ROLE_AGENT', text: ' Hello,\nhow can I help? ' },
		{ role: 'MESSAGE_ROLE_USER', text: 'Book me in.' },
		{ role: 'MESSAGE_ROLE_TOOL_CALL', toolName: 'book', text: '{"day":"Monday"}' },
		{ role: 'MESSAGE_ROLE_TOOL_RESULT', toolName: 'book', text: 'ok' },
		{ role: 'MESSAGE_ROLE_AGENT', text: '' },
		{ role: 'MESSAGE_ROLE_UNSPECIFIED', text: '?' },
	];
	expect(transcriptOf(messages, false)).toBe('Agent: Hello, how can I help?\nUser: Book me in.');
	expect(transcriptOf(messages, true).split('\n').slice(2)).toEqual([
		'Tool book was asked: {"day":"Monday"}',
		'Tool book answered: ok',
	]);
});

describe('what is sure after a creation', () => {
	const failure = (facts: Partial<ApiErrorFacts>) =>
		new ApiError({ kind: 'status', method: 'POST', path: '/', host: 'h', tries: 1, ...facts });

	it.each<[Partial<ApiErrorFacts>, boolean]>([
		[{ status: 400 }, true],
		[{ status: 429 }, true],
		[{ status: 503, retryAfterSeconds: 3 }, true],
		[{ status: 503 }, false],
		[{ status: 500, retryAfterSeconds: 3 }, false],
		[{ kind: 'redirect', status: 302 }, false],
		[{ status: 408 }, false],
		[{ status: 409 }, false],
		[{ status: 499 }, false],
		[{ kind: 'unreachable', code: 'PROTOCOL' }, false],
		[{ kind: 'unreachable', code: 'UNKNOWN' }, false],
		[{ kind: 'unreachable', code: 'BLOCKED' }, true],
		[{ kind: 'unreachable', code: 'ECONNREFUSED' }, true],
		[{ kind: 'unreachable', code: 'CERT_HAS_EXPIRED' }, true],
		[{ kind: 'unreachable', code: 'ECONNRESET' }, false],
		[{ kind: 'timeout' }, false],
		[{ kind: 'unexpectedBody', status: 201 }, false],
		[{ kind: 'emptyBody', status: 201 }, false],
		[{ kind: 'cancelled' }, false],
	])('%j: %s', (facts, sure) => expect(failure(facts).wasNotApplied).toBe(sure));
});
