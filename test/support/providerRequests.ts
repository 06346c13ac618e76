import { createHmac, generateKeyPairSync, sign as signWith } from 'crypto';
import type { ProviderWithNumbers } from '../../sandbox';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';

type Fields = Record<string, string>;

/** What a provider's server would send. */
export interface SignedRequest {
	headers: Record<string, string>;
	body: string;
}

const pair = generateKeyPairSync('ed25519');

/** By provider: what its account has to recognise requests by. Made anew for each run. */
export const SECRETS: Record<ProviderWithNumbers, string> = {
	twilio: '0123456789abcdef0123456789abcdef',
	telnyx: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64'),
	plivo: 'plivo-auth-token-0123456789',
};

/** The form of a call, as the provider sends it. */
export const FORMS: Record<ProviderWithNumbers, Fields> = {
	twilio: {
		AccountSid: `AC${'1'.repeat(32)}`,
		CallSid: `CA${'2'.repeat(32)}`,
		CallStatus: 'ringing',
		Direction: 'inbound',
		From: '+15550000001',
		To: '+15559876543',
		FromCity: 'SEATTLE',
		FromCountry: 'US',
	},
	telnyx: {
		CallSid: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
		CallStatus: 'ringing',
		From: '+15550000001',
		To: '+15559876543',
	},
	plivo: {
		CallUUID: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413',
		CallStatus: 'ringing',
		Direction: 'inbound',
		Event: 'StartApp',
		From: '15550000001',
		To: '15559876543',
	},
};

/** The name of the field that holds the call's ID. */
export const CALL_ID: Record<ProviderWithNumbers, string> = {
	twilio: 'CallSid',
	telnyx: 'CallSid',
	plivo: 'CallUUID',
};

/** How a request is signed, beside what follows from the provider. */
export interface Signing {
	secret?: string;
	/** Milliseconds since 1970; only Telnyx's signatures have it. */
	at?: number;
}

/**
 * Makes the request of a provider: signed by its own library, or, where that can only check, as it wants it.
 *
 * @param url as the provider was told, with its query
 */
export function signedRequest(
	provider: ProviderWithNumbers,
	url: string,
	form: Fields,
	{ secret = SECRETS[provider], at = Date.now() }: Signing = {},
): SignedRequest {
	const body = new URLSearchParams(form).toString();
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	switch (provider) {
		case 'twilio':
			return {
				headers: {
					...headers,
					'X-Twilio-Signature': getExpectedTwilioSignature(secret, url, form),
				},
				body,
			};
		case 'plivo':
			return { headers: { ...headers, ...plivoHeaders(url, form, secret) }, body };
		case 'telnyx': {
			const timestamp = String(Math.floor(at / 1000));
			const signature = signWith(null, Buffer.from(`${timestamp}|${body}`), pair.privateKey);
			return {
				headers: {
					...headers,
					'Telnyx-Timestamp': timestamp,
					'Telnyx-Signature-Ed25519': signature.toString('base64'),
				},
				body,
			};
		}
	}
}

function plivoHeaders(url: string, form: Fields, secret: string) {
	const nonce = '05429567804466091622';
	const { origin, pathname, searchParams } = new URL(url);
	const pairs = (fields: Iterable<[string, string]>, between: string) =>
		[...fields].map((field) => field.join(between)).sort();
	const query = pairs(searchParams, '=').join('&');
	const dot = query === '' ? '' : '.';
	const signed = `${origin}${pathname}?${query}${dot}${pairs(Object.entries(form), '').join('')}.${nonce}`;
	return {
		'X-Plivo-Signature-V3': createHmac('sha256', secret).update(signed).digest('base64'),
		'X-Plivo-Signature-V3-Nonce': nonce,
	};
}
