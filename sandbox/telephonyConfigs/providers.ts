import type { Schema } from '../schema';
import { filled } from '../schema';
import { isPhoneNumber, numberOrSip, phoneNumber, severalTargets } from './addresses';
import { publicKeyOf, TELNYX_SIGNING_KEY } from './telnyxKeys';

export interface TelephonyProvider {
	/** Account fields that are answered as they are. */
	readable: Record<string, Schema>;
	/** Account fields that are never answered, only their first characters; the log hides them. */
	secret: Record<string, Schema>;
	/** A value for each account field, for configurations that tests store. */
	seeded: Record<string, string>;
	/** Whom its lines can call, and from where. */
	outgoing: { to: Schema; from: Schema };
	/** What is wrong with `from` for this `to` beyond the schemas. */
	checkFrom?(to: string, from: string): string | undefined;
}

/** A SID or ID of a provider: only its length is judged, its form is the node's business. */
const identifier = filled(120);
const secret = filled(500);

/** ONE ENTRY a provider; its paths, schemas, state, seed and redaction come from it. */
const list = {
	twilio: {
		readable: { accountSid: identifier },
		secret: { authToken: secret },
		seeded: {
			accountSid: 'AC0123456789abcdef0123456789abcdef',
			authToken: 'seeded-twilio-token',
		},
		outgoing: { to: numberOrSip, from: filled(100) },
		// A client identifier as `from` goes with a SIP address only.
		checkFrom: (to, from) =>
			isPhoneNumber(to) && !isPhoneNumber(from)
				? 'Must be a phone number in E.164 format when "to" is one.'
				: undefined,
	},
	telnyx: {
		readable: { accountSid: identifier, applicationSid: filled(40) },
		secret: { apiKey: secret, publicKey: secret },
		seeded: {
			accountSid: '5f4e3d2c-1b0a-4c9d-8e7f-6a5b4c3d2e1f',
			apiKey: 'seeded-telnyx-api-key',
			publicKey: publicKeyOf(TELNYX_SIGNING_KEY),
			applicationSid: '2300000000000000001',
		},
		outgoing: { to: phoneNumber, from: phoneNumber },
	},
	plivo: {
		readable: { authId: identifier },
		secret: { authToken: secret },
		seeded: { authId: 'MAXXXXXXXXXXXXXXXXXX', authToken: 'seeded-plivo-token' },
		outgoing: { to: severalTargets, from: phoneNumber },
	},
} satisfies Record<string, TelephonyProvider>;

export type Provider = keyof typeof list;
export const providers: Record<Provider, TelephonyProvider> = list;
export const PROVIDERS = Object.keys(list) as Provider[];
