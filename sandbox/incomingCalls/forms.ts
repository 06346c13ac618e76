import { randomBytes, randomUUID } from 'crypto';
import type { ProviderState } from '../phoneNumbers/store';
import type { ProviderWithNumbers } from '../phoneNumbers/providers';

/** Somebody calls a number; both as +15551234567, or a SIP address. */
interface Ringing {
	from: string;
	to: string;
	/** The provider's ID of the call. */
	callId: string;
}

/** A new ID, in each provider's form. */
export const newCallId: Record<ProviderWithNumbers, () => string> = {
	twilio: () => `CA${randomBytes(16).toString('hex')}`,
	telnyx: () => `v3:${randomBytes(24).toString('base64url')}`,
	plivo: () => randomUUID(),
};

/** What each provider says of a call; Plivo leaves the plus of a number away. */
export const formOf: Record<
	ProviderWithNumbers,
	(ringing: Ringing, state: ProviderState) => Record<string, string>
> = {
	// https://www.twilio.com/docs/voice/twiml
	twilio: ({ from, to, callId }, { account }) => ({
		AccountSid: account.accountSid,
		ApiVersion: '2010-04-01',
		CallSid: callId,
		CallStatus: 'ringing',
		Called: to,
		Caller: from,
		Direction: 'inbound',
		From: from,
		To: to,
	}),
	// https://developers.telnyx.com/api-reference/callbacks/texml-http-request
	telnyx: ({ from, to, callId }, { account }) => ({
		AccountSid: account.accountSid,
		CallSid: callId,
		CallSidLegacy: callId,
		CallStatus: 'ringing',
		ConnectionId: account.applicationSid,
		From: from,
		To: to,
	}),
	// https://docs.plivo.com/docs/voice/xml/request
	plivo: ({ from, to, callId }) => ({
		CallUUID: callId,
		CallStatus: 'ringing',
		Direction: 'inbound',
		Event: 'StartApp',
		From: from.replace(/^\+/, ''),
		To: to.replace(/^\+/, ''),
	}),
};

/** What a provider sends when a call is over. */
export const overOf: Record<ProviderWithNumbers, Record<string, string>> = {
	twilio: { CallStatus: 'completed' },
	telnyx: { CallStatus: 'completed' },
	plivo: { CallStatus: 'completed', Event: 'Hangup', HangupCause: 'NORMAL_CLEARING' },
};
