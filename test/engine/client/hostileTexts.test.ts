import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';

jest.setTimeout(60_000);

const TOKEN = ['0a1b2c3d4e5f6071', '8293a4b5c6d7e8f9'].join('');

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
});

const credentials = () => ({
	ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
	ultravoxTwilioApi: { accountSid: `AC${'0'.repeat(32)}`, authToken: TOKEN },
});

/** What the user sees of a refusal with this body, by message and by the error output. */
async function seen(body: unknown, status = 400): Promise<string> {
	const run = async (onError?: 'continueErrorOutput') =>
		await runNode({
			node: Ultravox,
			parameters: {
				resource: 'twilioTelephonyConfig',
				operation: 'update',
				accountSource: 'credential',
				options: { maxRetries: 0 },
			},
			credentials: credentials(),
			...(onError ? { onError } : {}),
		});
	sandbox.faults.add({ method: 'PATCH', status, body });
	const { error, stored } = await run();
	sandbox.faults.add({ method: 'PATCH', status, body });
	const { errorItems } = await run('continueErrorOutput');
	expect(errorItems).toHaveLength(1);
	return [error?.message, error?.description, stored, JSON.stringify(errorItems)].join('\n');
}

const each = (secret: string, write: (byte: number) => string) =>
	[...Buffer.from(secret)].map(write).join('');
const hex = (byte: number) => byte.toString(16).padStart(2, '0');

describe('a secret that the service repeats', () => {
	const FORMS: Array<[string, (secret: string) => string]> = [
		['shortened', (secret) => `${secret.slice(0, 14)}…`],
		['by its end', (secret) => `…${secret.slice(-12)}`],
		['in other case', (secret) => secret.toUpperCase()],
		['percent-encoded', (secret) => each(secret, (byte) => `%${hex(byte)}`)],
		['in Base64', (secret) => Buffer.from(secret).toString('base64')],
		['as basic authentication', (secret) => Buffer.from(`me:${secret}`).toString('base64')],
		['escaped as JSON', (secret) => each(secret, (byte) => `\\u00${hex(byte)}`)],
		['spaced', (secret) => [...secret].join(' ')],
		['over lines', (secret) => secret.replace(/(.{6})/g, '$1\n')],
		['with zero-width characters', (secret) => [...secret].join('\u200b')],
	];

	it.each(FORMS)('%s is blanked', async (_, form) => {
		for (const secret of [TOKEN, sandbox.apiKey]) {
			const written = form(secret);
			const text = await seen({ authToken: [`Not usable: ${written} is not known`] });
			const plain = (value: string) => value.replace(/[\s\u200b]/g, '').toLowerCase();
			for (let at = 0; at + 8 <= plain(written).length; at++) {
				expect(plain(text)).not.toContain(plain(written).slice(at, at + 8));
			}
			expect(text).toContain('Not usable');
			expect(text).toContain('***');
			expect(text).toContain('is not known');
		}
	});

	it('is blanked as the name of a field', async () => {
		const text = await seen({ [TOKEN.slice(0, 20)]: ['Unknown.'] });
		expect(text).not.toContain(TOKEN.slice(0, 8));
		expect(text).toContain('Unknown.');
	});

	it('ordinary words stay', async () => {
		const sentence = 'Authentication with the telephony provider failed: token rejected';
		expect(await seen({ detail: sentence })).toContain(sentence);
	});

	it('a very long text is searched in no time', async () => {
		const text = await seen({ detail: `${'a'.repeat(3_000_000)} ${TOKEN}` });
		expect(text).not.toContain(TOKEN);
	});
});

const CONTROLS = /[^\P{Cc}\t\n\r]|\p{Cf}/u;
const NASTY =
	'Fine\u001b[31m red\u001b]0;title\u0007 \u0000\u0008\u009b2J \u202eesrever\u2066x\u2069 z\u200be\u200dr\u2060o\ufeff';

describe('characters that deceive', () => {
	it.each([400, 403, 429, 500])('are not shown with status %d', async (status) => {
		const text = await seen({ detail: NASTY, [`na${NASTY}me`]: [NASTY] }, status);
		expect(text).toContain('Fine red');
		expect(text).not.toMatch(CONTROLS);
		expect(text).not.toContain('\\u001b');
	});

	it('are not shown in a dropdown', async () => {
		const [agent] = sandbox.state.agents.values();
		agent.name = NASTY;
		const { results } = await callListSearch(Ultravox, 'searchAgents', {
			credentials: credentials(),
		});
		expect(results[0].name).toContain('Fine red');
		expect(results[0].name).not.toMatch(CONTROLS);
	});
});
