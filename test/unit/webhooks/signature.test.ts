import { isPlausible, isSignedWith, readTimestamp } from '../../../nodes/webhooks/signature';

// The HMACs in this file were computed with Python's hmac module, not with the code under test.
const BODY = '{"event":"call.ended","call":{"callId":"3f0a8c1e-5b7d-4e29-9a61-0c4d2e8f7b15"}}';
const TIME = '2025-03-04T05:06:07.890123+00:00';
const NOW = Date.UTC(2025, 2, 4, 5, 6, 7, 890);
const BY_FIRST = '4bc8068d1f3e278f0b92e8e39f899535980d00c1a040d137000f9cfb8ebb02c5';
const BY_SECOND = 'cd40c309bc9e9b966ab1001a8050b53de638ebd6812c67709abfb6eecd3a9285';
const MINUTES = 60_000;

interface Case {
	secrets?: string[];
	body?: string | Buffer;
	timestamp?: unknown;
	signature?: unknown;
	now?: number;
	tolerance?: number;
}

function check({
	secrets = ['first-secret'],
	body = BODY,
	timestamp = TIME,
	signature = BY_FIRST,
	now = NOW,
	tolerance = 5 * MINUTES,
}: Case = {}): boolean {
	const proof = { body: Buffer.from(body), timestamp, signature };
	return isPlausible(proof, now, tolerance) && isSignedWith(secrets, proof);
}

describe('a genuine delivery', () => {
	test.each<[string, Case]>([
		['signed with the only secret', {}],
		['signed with the newer of two secrets', { secrets: ['first-secret', 'second-secret'] }],
		['signed with the older of two secrets', { secrets: ['second-secret', 'first-secret'] }],
		['signed with both secrets', { signature: `${BY_SECOND},${BY_FIRST}` }],
		[
			'signed with a secret that is not known here, too',
			{ signature: `${'0'.repeat(64)},${BY_FIRST}` },
		],
		['with odd spacing', { signature: ` ,\t${BY_SECOND} ,,  ${BY_FIRST}\t` }],
		['in upper case', { signature: BY_FIRST.toUpperCase() }],
		[
			'with letters beyond ASCII in body and secret, and line breaks',
			{
				secrets: ['schlüssel-ñ-鍵'],
				body: '{ "event" : "call.billed",\n "call":{"callId":"c","summary":"Zoë wünscht 3 × Käse 🧀 — 日本語"} }\n',
				timestamp: '2025-03-04 05:06:07',
				signature: 'a10d4eb1aa59d49baf7bdc9bc1eb434f42ee208c08ecf1ce40d329d3f0776176',
			},
		],
		[
			'with a zone that has no colon',
			{
				timestamp: '2025-03-04T06:06:07+0100',
				signature: '6a11eb9e8bae60b75b7f1412d4fd8aeaa9a3e465006c552a66049b731edc05bf',
			},
		],
		[
			'with an empty body',
			{
				body: '',
				timestamp: '2025-03-04T05:06:07Z',
				signature: '3ca9f38a3f3889afedd1f84cd722ddc139df6fbf282c19da0d331a9eda947ca1',
			},
		],
		['almost five minutes late', { now: NOW + 5 * MINUTES }],
		['almost five minutes ahead', { now: NOW - 5 * MINUTES }],
		['an hour late, where that is allowed', { now: NOW + 60 * MINUTES, tolerance: 61 * MINUTES }],
	])('%s', (_, delivery) => {
		expect(check(delivery)).toBe(true);
	});
});

describe('anything else', () => {
	test.each<[string, Case]>([
		['no secret', { secrets: [] }],
		['an empty secret', { secrets: [''] }],
		['another secret', { secrets: ['first-secret '] }],
		['no signature', { signature: null }],
		['an empty signature', { signature: '' }],
		['a list of nothing', { signature: ' , ,' }],
		['a wrong signature', { signature: BY_FIRST.replace(/^4/, '5') }],
		['a signature cut short', { signature: BY_FIRST.slice(0, -2) }],
		['a signature with something after it', { signature: `${BY_FIRST}zz` }],
		['a signature with a name before it', { signature: `sha256=${BY_FIRST}` }],
		['several header lines as a list', { signature: [BY_FIRST] }],
		['another body', { body: BODY.replace('ended', 'billed') }],
		['the same JSON written differently', { body: BODY.replace(':', ': ') }],
		['a body with a byte order mark', { body: `\uFEFF${BODY}` }],
		['no timestamp', { timestamp: null }],
		['an empty timestamp', { timestamp: '' }],
		['the same time written differently', { timestamp: '2025-03-04T05:06:07.890123Z' }],
		['no date as timestamp', { timestamp: 'now' }],
		['more than five minutes late', { now: NOW + 5 * MINUTES + 1 }],
		['more than five minutes ahead', { now: NOW - 5 * MINUTES - 1 }],
		['a month late', { now: NOW + 31 * 24 * 60 * MINUTES }],
	])('%s', (_, delivery) => {
		expect(check(delivery)).toBe(false);
	});

	it('does not take the place of body and timestamp for granted', () => {
		// Without a separator both have the same bytes; only a timestamp that is one may pass.
		expect(check({ body: BODY + TIME.slice(0, 10), timestamp: TIME.slice(10) })).toBe(false);
	});
});

describe('timestamps', () => {
	const AT = Date.UTC(2025, 2, 4, 5, 6, 7);
	test.each([
		['2025-03-04T05:06:07Z', AT],
		['2025-03-04T05:06:07z', AT],
		['2025-03-04T05:06:07', AT],
		['2025-03-04 05:06:07', AT],
		['2025-03-04T05:06:07.5', AT + 500],
		['2025-03-04T05:06:07.123456789Z', AT + 123],
		['2025-03-04T00:06:07-05:00', AT],
		['2025-03-04T10:36:07+0530', AT],
		['2025-03-04T07:06:07+02', AT],
		['2025-03-04T05:06Z', AT - 7000],
	])('%s', (text, expected) => {
		expect(readTimestamp(text)).toBe(expected);
	});

	test.each([
		'',
		'1741064767',
		'2025-03-04',
		'Tue, 04 Mar 2025 05:06:07 GMT',
		'2025-13-04T05:06:07Z',
	])('%j is none', (text) => {
		expect(readTimestamp(text)).toBeUndefined();
	});
});
