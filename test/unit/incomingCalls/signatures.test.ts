import { validateV3Signature } from 'plivo';
import { TelnyxWebhook } from 'telnyx/lib/webhooks';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { incomingProvider } from '../../../nodes/incomingCalls/providers';
import type { ProviderRequest } from '../../../nodes/incomingCalls/provider';
import { FORMS, SECRETS, signedRequest, type SignedRequest } from '../../support/providerRequests';

const URL_ = 'https://n8n.example.com/webhook/7b1f0c52/incoming-call';
const NOW = Date.parse('2026-03-01T12:00:00Z');

type Name = 'twilio' | 'telnyx' | 'plivo';

const NAMES: Name[] = ['twilio', 'telnyx', 'plivo'];

/** A form with what has to be encoded, and an empty value. */
const ODD = { Digits: '', CallerName: 'Zoë & Sons <é>', Note: "it's 100% + more", 日本: '語' };

/** Whether the provider's own library lets a request in. */
const ACCEPTS: Record<
	Name,
	(request: SignedRequest, url: string, form: object) => Promise<boolean>
> = {
	twilio: async ({ headers }, url, form) =>
		await Promise.resolve(
			validateRequest(SECRETS.twilio, headers['X-Twilio-Signature'], url, form),
		),
	plivo: async ({ headers }, url, form) =>
		await Promise.resolve(
			Boolean(
				validateV3Signature(
					'POST',
					url,
					headers['X-Plivo-Signature-V3-Nonce'],
					SECRETS.plivo,
					headers['X-Plivo-Signature-V3'],
					form,
				),
			),
		),
	telnyx: async ({ headers, body }) =>
		await new TelnyxWebhook(SECRETS.telnyx).verify(body, headers).then(
			() => true,
			() => false,
		),
};

function asReceived({ headers, body }: SignedRequest, ...urls: string[]): ProviderRequest {
	const lower = Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
	return {
		urls,
		form: [...new URLSearchParams(body)],
		body: Buffer.from(body),
		header: (name) => lower[name],
	};
}

const isGenuine = (
	name: Name,
	request: ProviderRequest,
	{ secrets = [SECRETS[name]], now = Date.now() } = {},
) => incomingProvider(name)?.isGenuine(request, secrets, now);

describe.each(NAMES)('%s', (name) => {
	it.each([
		['as usual', URL_, FORMS[name]],
		['with a query', `${URL_}?line=1&x=a%20b&A=%C3%A9`, FORMS[name]],
		['with an address in the query', `${URL_}?back=https://shop.example/?a=1`, FORMS[name]],
		['with what has to be encoded', `${URL_}?b=2&a=1`, { ...FORMS[name], ...ODD }],
		['with a port', URL_.replace('.com', '.com:8443'), FORMS[name]],
	])('lets in what its own library lets in: %s', async (_, url, form) => {
		const request = signedRequest(name, url, form);
		expect(await ACCEPTS[name](request, url, form)).toBe(true);
		expect(isGenuine(name, asReceived(request, url))).toBe(true);
	});

	it('lets in what was signed with the secret before, as long as that is given', () => {
		const request = asReceived(signedRequest(name, URL_, FORMS[name]), URL_);
		const other = name === 'telnyx' ? Buffer.alloc(32, 1).toString('base64') : 'another';
		expect(isGenuine(name, request, { secrets: [other, SECRETS[name]] })).toBe(true);
		expect(isGenuine(name, request, { secrets: [other] })).toBe(false);
		expect(isGenuine(name, request, { secrets: [] })).toBe(false);
		expect(isGenuine(name, request, { secrets: ['not a key', ''] })).toBe(false);
	});

	it('refuses a form that was changed on the way', () => {
		const signed = signedRequest(name, URL_, FORMS[name]);
		for (const body of [
			signed.body.replace('5550000001', '5550000002'),
			`${signed.body}&Extra=1`,
			'',
		]) {
			expect(isGenuine(name, asReceived({ ...signed, body }, URL_))).toBe(false);
		}
	});

	it('refuses what has no signature, or one that is none', () => {
		const signed = signedRequest(name, URL_, FORMS[name]);
		expect(isGenuine(name, asReceived({ ...signed, headers: {} }, URL_))).toBe(false);
		for (const bad of ['', 'x', ',,,', 'A'.repeat(88), '=', '\u0000']) {
			const headers = Object.fromEntries(
				Object.entries(signed.headers).map(([header, value]) => [
					header,
					/signature(-ed25519|-v3)?$/i.test(header) ? bad : value,
				]),
			);
			expect(isGenuine(name, asReceived({ ...signed, headers }, URL_))).toBe(false);
		}
	});
});

describe.each(['twilio', 'plivo'] as const)('%s', (name) => {
	it('refuses what was sent to another address', () => {
		const signed = signedRequest(name, `${URL_}?line=1`, FORMS[name]);
		for (const url of [URL_, `${URL_}?line=2`, `${URL_}-test?line=1`]) {
			expect(isGenuine(name, asReceived(signed, url))).toBe(false);
		}
	});

	it('takes any of the addresses under which it may have been called', () => {
		const signed = signedRequest(name, URL_, FORMS[name]);
		expect(isGenuine(name, asReceived(signed, 'https://other.example.com/', URL_))).toBe(true);
	});
});

describe('Twilio', () => {
	it('signs the usual port, or leaves it away', () => {
		const withPort = URL_.replace('.com', '.com:443');
		const signed = signedRequest('twilio', withPort, FORMS.twilio);
		expect(isGenuine('twilio', asReceived(signed, URL_))).toBe(true);
		const without = signedRequest('twilio', URL_, FORMS.twilio);
		expect(isGenuine('twilio', asReceived(without, withPort))).toBe(true);
	});
});

describe('Telnyx', () => {
	it.each([
		['of now', 0, true],
		['almost five minutes old', -299_000, true],
		['older than five minutes', -302_000, false],
		['from the future', 302_000, false],
	])('takes what is recent: %s', (_, ms, expected) => {
		const signed = signedRequest('telnyx', URL_, FORMS.telnyx, { at: NOW + ms });
		expect(isGenuine('telnyx', asReceived(signed, URL_), { now: NOW })).toBe(expected);
	});

	it('refuses a timestamp that was changed', () => {
		const signed = signedRequest('telnyx', URL_, FORMS.telnyx, { at: NOW - 600_000 });
		const headers = { ...signed.headers, 'Telnyx-Timestamp': String(NOW / 1000) };
		expect(isGenuine('telnyx', asReceived({ ...signed, headers }, URL_), { now: NOW })).toBe(false);
	});
});

describe('Plivo', () => {
	const signed = signedRequest('plivo', URL_, FORMS.plivo);
	const { 'X-Plivo-Signature-V3': signature, ...others } = signed.headers;

	it('may send several signatures, as while its token is changed', () => {
		const headers = { ...others, 'X-Plivo-Signature-V3': `${'A'.repeat(43)}=, ${signature}` };
		expect(isGenuine('plivo', asReceived({ ...signed, headers }, URL_))).toBe(true);
	});

	it('may send the one of the main account beside that of a subaccount', () => {
		const headers = {
			...others,
			'X-Plivo-Signature-V3': `${'A'.repeat(43)}=`,
			'X-Plivo-Signature-Ma-V3': signature,
		};
		expect(isGenuine('plivo', asReceived({ ...signed, headers }, URL_))).toBe(true);
	});
});
