import { createHmac, randomUUID, sign as signBytes } from 'crypto';
import type { ProviderWithNumbers } from '../phoneNumbers/providers';
import { privateKey } from '../telephonyConfigs/telnyxKeys';

/** The names and values of a form, in the order in which they are sent. */
export type Form = Array<[name: string, value: string]>;

/** What a signature covers. */
export interface Signable {
	/** As it is set at the provider, query included. */
	url: string;
	/** None for GET, where everything stands in the query. */
	form: Form;
	/** Byte for byte as sent. */
	body: string;
}

/** Headers that show where a request comes from. */
export type Signature = Record<string, string>;

/**
 * Signs as each provider does.
 *
 * @param secret the Auth Token; of Telnyx the signing key
 * @param at milliseconds since 1970
 */
export const sign: Record<
	ProviderWithNumbers,
	(what: Signable, secret: string, at: number) => Signature
> = {
	// https://www.twilio.com/docs/usage/webhooks/webhooks-security
	twilio: ({ url, form }, secret) => ({
		'x-twilio-signature': hmac('sha1', secret, url + twilioForm(form)),
	}),
	// https://developers.telnyx.com/api-reference/callbacks/texml-http-request
	telnyx({ body }, secret, at) {
		const timestamp = String(Math.floor(at / 1000));
		const signed = signBytes(null, Buffer.from(`${timestamp}|${body}`), privateKey(secret));
		return { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signed.toString('base64') };
	},
	// https://www.plivo.com/docs/voice/concepts/signature-validation
	plivo(what, secret) {
		const nonce = randomUUID().replaceAll('-', '');
		return {
			'x-plivo-signature-v3-nonce': nonce,
			'x-plivo-signature-v3': plivoSignature(what, secret, nonce),
		};
	},
};

export function plivoSignature({ url, form }: Signable, secret: string, nonce: string): string {
	const [address, query = ''] = url.split(/\?(.*)/s, 2);
	const fields = byName([...new URLSearchParams(query)]).map((pair) => pair.join('='));
	const ofQuery = fields.join('&');
	const ofForm = byName(form).flat().join('');
	const start = ofQuery === '' && ofForm === '' ? address : `${address}?${ofQuery}`;
	const dot = ofQuery !== '' && ofForm !== '' ? '.' : '';
	return hmac('sha256', secret, `${start}${dot}${ofForm}.${nonce}`);
}

function twilioForm(form: Form): string {
	const pairs = byName(form).map((pair) => pair.join(''));
	return [...new Set(pairs)].join('');
}

function byName(form: Form): Form {
	return [...form].sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const hmac = (algorithm: string, secret: string, text: string) =>
	createHmac(algorithm, secret).update(text).digest('base64');
