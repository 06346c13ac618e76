import { fieldMessages } from '../../../nodes/client/errorBody';
import { networkCode } from '../../../nodes/client/networkError';
import { redact } from '../../../nodes/client/redact';

describe('sentences in the body of a refusal', () => {
	const one = (path: string, text: string) => [{ path, text }];

	test.each<[string, unknown, Array<{ path: string; text: string }>]>([
		['detail', { detail: 'Not found.' }, one('', 'Not found.')],
		['message', { message: 'No.' }, one('', 'No.')],
		['error', { error: 'No.' }, one('', 'No.')],
		['a field', { authToken: ['Too short.'] }, one('authToken', 'Too short.')],
		['a field without a list', { authToken: 'Too short.' }, one('authToken', 'Too short.')],
		['the whole', { non_field_errors: ['Nothing set.'] }, one('', 'Nothing set.')],
		['bare list', ['Nothing set.'], one('', 'Nothing set.')],
		['bare text', 'Nothing set.', one('', 'Nothing set.')],
		['nested', { medium: { twilio: { to: ['No.'] } } }, one('medium.twilio.to', 'No.')],
		['rows of a list', { calls: [{}, { medium: ['No.'] }] }, one('calls.1.medium', 'No.')],
		['rows without a name', [{}, { medium: ['No.'] }], one('1.medium', 'No.')],
		['entries by number', { ids: { 3: ['No.'] } }, one('ids.3', 'No.')],
		['the whole of a part', { medium: { non_field_errors: ['No.'] } }, one('medium', 'No.')],
		['a list of errors', { errors: [{ name: ['No.'] }] }, one('0.name', 'No.')],
		['codes beside', { detail: 'No.', code: 'nope', status: 400 }, one('', 'No.')],
		['a field called status', { status: ['Not a choice.'] }, one('status', 'Not a choice.')],
		['white space', { detail: '  Two\n\n  lines ' }, one('', 'Two lines')],
	])('%s', (_, body, messages) => {
		expect(fieldMessages(body)).toEqual(messages);
	});

	test('several fields and several sentences all count', () => {
		expect(fieldMessages({ accountSid: ['A.', 'B.'], authToken: ['C.'] })).toEqual([
			{ path: 'accountSid', text: 'A.' },
			{ path: 'accountSid', text: 'B.' },
			{ path: 'authToken', text: 'C.' },
		]);
	});

	test.each([
		['a web page', '<!DOCTYPE html><html><body>Bad gateway</body></html>'],
		['a web page in a field', { detail: ' <html>Bad gateway</html>' }],
		['an XML page', '<?xml version="1.0"?><x/>'],
		['nothing', undefined],
		['null', null],
		['empty text', ''],
		['an empty object', {}],
		['numbers', { code: 5, status: 400, ok: false }],
	])('%s holds none', (_, body) => {
		expect(fieldMessages(body)).toEqual([]);
	});

	test('what is long, much or deep is cut', () => {
		const [{ text }] = fieldMessages({ detail: 'x'.repeat(5000) });
		expect(text.length).toBeLessThan(500);
		const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, ['No.']]));
		expect(fieldMessages(many).length).toBeLessThanOrEqual(20);
		let deep: unknown = 'No.';
		for (let level = 0; level < 5000; level++) deep = { a: deep };
		expect(fieldMessages(deep)).toEqual([]);
	});
});

describe('redact', () => {
	const KEY = ['AbCd1234', 'eFgH5678iJkL9012mNoP3456'].join('.');
	const text = (secret: string) => `The key ${secret} is not known.`;
	const base64 = (before: string) => Buffer.from(before + KEY).toString('base64');

	test.each([
		['as it is', KEY],
		['shortened', KEY.slice(0, 12)],
		['without its beginning', KEY.slice(-10)],
		['in capitals', KEY.toUpperCase()],
		['spaced', [...KEY].join(' ')],
		['over two lines', `${KEY.slice(0, 6)}\n${KEY.slice(6)}`],
		['percent-encoded', [...Buffer.from(KEY)].map((byte) => `%${byte.toString(16)}`).join('')],
		['as JSON', [...Buffer.from(KEY)].map((byte) => `\\u00${byte.toString(16)}`).join('')],
		['as HTML', [...Buffer.from(KEY)].map((byte) => `&#${byte};`).join('')],
		['in Base64', base64('')],
		['in Base64, behind another text', base64('me:')],
		['in Base64, behind yet another text', base64('user')],
		['in hexadecimal', Buffer.from(KEY).toString('hex')],
	])('finds a secret %s', (_, secret) => {
		const shown = redact(text(secret), [KEY]);
		expect(shown).toMatch(/^The key \S*\*\*\*\S* is not known\.$/);
		for (let at = 0; at + 8 <= secret.length; at++) {
			expect(shown).not.toContain(secret.slice(at, at + 8));
		}
	});

	test('leaves ordinary words alone', () => {
		const shown = 'The password of the telephony configuration at app.ultravox.ai is too short.';
		const secrets = [
			'passwordless',
			'telephonyyy',
			'wss://app.ultravox.ai/calls/join?key=1a2b3c4d5e',
		];
		expect(redact(shown, secrets)).toBe(shown);
	});

	test('of an address blanks what nobody can guess', () => {
		const url = 'wss://voice.example/calls/3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413?key=1a2b3c4d5e6f';
		expect(redact(`Not at ${url}`, [url])).toBe('Not at ***');
		expect(redact('The call 3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413, 1a2b3c4d5e', [url])).toBe(
			'The call 3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413, ***',
		);
	});

	test('takes secrets literally', () => {
		expect(redact('a.c abc a.c', ['a.c?', 'a.c '])).toBe('***abc a.c');
	});

	test('ignores secrets that would blank ordinary words', () => {
		expect(redact('an apple', ['', 'a', 'app'])).toBe('an apple');
	});
});

describe('networkCode', () => {
	const wrapped = (error: unknown, depth = 3): unknown =>
		depth === 0 ? error : { message: 'Something', cause: wrapped(error, depth - 1) };

	test.each([
		[{ code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
		[{ code: 'ENOTFOUND' }, 'ENOTFOUND'],
		[{ code: 'EAI_AGAIN' }, 'EAI_AGAIN'],
		[{ code: 'ECONNRESET' }, 'ECONNRESET'],
		[{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		[{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
		[{ message: 'unable to verify the first certificate' }, 'CERTIFICATE'],
		[{ code: 'ECONNABORTED', message: 'timeout of 1000ms exceeded' }, 'TIMEOUT'],
		[{ code: 'ETIMEDOUT' }, 'TIMEOUT'],
		[{ message: 'timeout of 30000ms exceeded' }, 'TIMEOUT'],
		[{ message: 'stream has been aborted' }, 'ECONNRESET'],
		[{ message: 'socket hang up' }, 'ECONNRESET'],
		[{ messages: ['socket hang up'] }, 'ECONNRESET'],
		[{ code: 'HPE_INVALID_CHUNK_SIZE', message: 'Parse Error: Invalid chunk' }, 'PROTOCOL'],
		[{ code: 'Z_DATA_ERROR', message: 'incorrect header check' }, 'PROTOCOL'],
		[{ message: 'Failed to decompress response' }, 'PROTOCOL'],
		[
			{ message: 'The request was blocked because it resolves to a restricted IP address' },
			'BLOCKED',
		],
	])('%j is %s, also below other errors', (error, code) => {
		expect(networkCode(error)).toBe(code);
		expect(networkCode(wrapped(error))).toBe(code);
	});

	test.each([
		undefined,
		null,
		'text',
		new Error('Node does not have any credentials set'),
		{ code: 5, message: 'Odd' },
	])('%j, of which nothing is known, has a code all the same', (error) => {
		expect(networkCode(error)).toBe('UNKNOWN');
	});

	test('an endless chain ends', () => {
		const error: { cause?: unknown; message: string } = { message: 'Round and round' };
		error.cause = error;
		expect(networkCode(error)).toBe('UNKNOWN');
	});
});
