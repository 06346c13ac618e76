import fc from 'fast-check';
import { UltravoxApi } from '../../../credentials/UltravoxApi.credentials';
import { DEFAULT_BASE_URL, normaliseBaseUrl } from '../../../nodes/client/baseUrl';
import { refusalOf } from '../../support/inputErrors';

test.each([
	['https://api.ultravox.ai', 'https://api.ultravox.ai'],
	['https://api.ultravox.ai/', 'https://api.ultravox.ai'],
	['  https://api.ultravox.ai// \n', 'https://api.ultravox.ai'],
	['https://api.ultravox.ai/api/', 'https://api.ultravox.ai'],
	['https://api.ultravox.ai/API', 'https://api.ultravox.ai'],
	['https:api.ultravox.ai', 'https://api.ultravox.ai'],
	['https://api.ultra\n vox.ai', 'https://api.ultravox.ai'],
	['api.ultravox.ai/api', 'https://api.ultravox.ai'],
	['//api.ultravox.ai', 'https://api.ultravox.ai'],
	['api\u00ad.ultravox\u200e.ai', 'https://api.ultravox.ai'],
	['proxy.example.com:8443/ultravox/', 'https://proxy.example.com:8443/ultravox'],
	['Ultravox.Example.com', 'https://ultravox.example.com'],
	['http:127.0.0.1:4010', 'http://127.0.0.1:4010'],
	['HTTPS://API.Ultravox.AI', 'https://api.ultravox.ai'],
	['https://proxy.example.com:8443/ultravox/', 'https://proxy.example.com:8443/ultravox'],
	['http://localhost:4010', 'http://localhost:4010'],
	['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
	['http://127.1.2.3', 'http://127.1.2.3'],
	['http://[::1]:4010', 'http://[::1]:4010'],
	['', DEFAULT_BASE_URL],
	['   ', DEFAULT_BASE_URL],
	[undefined, DEFAULT_BASE_URL],
	[null, DEFAULT_BASE_URL],
])('%j is used as %s', (typed, used) => {
	expect(normaliseBaseUrl(typed)).toBe(used);
});

test.each([
	['http://api.ultravox.ai', 'https://'],
	['http://localhost.example.com', 'https://'],
	['http://127.0.0.1.example.com', 'https://'],
	['http://192.168.1.4:4010', 'https://'],
	['ftp://127.0.0.1', 'https://'],
	['localhost:4010', 'https://'],
	['192.168.1.4', 'not a web address'],
	['ultravox', 'not a web address'],
	['https://', 'not a web address'],
	['https://me:hush@api.ultravox.ai', 'user name or password'],
	['https://me@api.ultravox.ai', 'user name or password'],
	['me.here:hush@api.ultravox.ai', 'user name or password'],
])('%j is refused: %s', (typed, reason) => {
	const { message, advice } = refusalOf(() => normaliseBaseUrl(typed));
	expect(message).toMatch(/^Base URL: /);
	expect(message).toContain(reason);
	expect(advice).toContain('Ultravox API credential');
});

test.each([
	'AbCd1234.0123456789abcdefghijklmnopqrstuv',
	'AbCdEfGh.abcdefghijklmnopqrstuvwxyzABCDEF',
])('a key that was pasted into the wrong field is neither asked for nor shown: %s', (pasted) => {
	const { message, advice } = refusalOf(() => normaliseBaseUrl(pasted));
	expect(message).toContain('not a web address');
	expect(message + advice).not.toContain(pasted.slice(9));
});

test("the credential's test asks exactly the address that the node uses, for whatever was typed", async () => {
	const { authenticate, test: credentialTest } = new UltravoxApi();
	const { baseURL, url = '' } = credentialTest.request;
	const typed = fc
		.tuple(
			fc.constantFrom('', ' ', 'http', 'https', 'HTTPS', 'HtTp', 'ftp', 'me@'),
			fc.constantFrom('', ':', ':/', '://', ':\\\\', ': //'),
			fc.constantFrom(
				'127.0.0.1',
				'127.1',
				'[::1]',
				'LocalHost',
				'api.Ultravox.ai',
				'x.dev',
				'a b',
			),
			fc.constantFrom('', ':1234', ':0x', ':99999'),
			fc.constantFrom('', '/', '//', '/api', '/API/', '//api//', '/x/api?y#z', '/\n'),
		)
		.map((parts) => parts.join(''));
	await fc.assert(
		fc.asyncProperty(typed, async (baseUrl) => {
			const used = await new Promise((done) => done(normaliseBaseUrl(baseUrl))).catch(String);
			const tested = await authenticate({ apiKey: 'key', baseUrl }, { baseURL, url })
				.then((request) => request.baseURL)
				.catch(String);
			expect(tested).toBe(used);
		}),
		{ numRuns: 500 },
	);
});
