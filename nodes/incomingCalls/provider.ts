import type { TelephonyProvider } from '../telephony/provider';
import type { Element } from './xml';

/** The names and values of a form, in the order in which they arrived. */
export type Form = ReadonlyArray<readonly [name: string, value: string]>;

/** What a provider's request about a call brings along. */
export interface ProviderRequest {
	/** The addresses that the provider may have called it at, each with the query as received. */
	urls: readonly string[];
	form: Form;
	/** Byte for byte as received. */
	body: Buffer;
	/** @param name in lower case */
	header(name: string): string | undefined;
}

/** Who calls whom, in the same form for every provider. */
export interface Caller {
	/** The provider's ID of the call. */
	providerCallId: string;
	/** Such as +15551234567, a SIP address, or what the provider says of a number that is withheld. */
	from: string;
	to: string;
	direction: 'incoming' | 'outgoing';
	/** Of the caller; null where the provider does not tell. */
	city: string | null;
	country: string | null;
}

/** Why a call is not taken. */
export type RejectReason = 'busy' | 'rejected';

/** What is special about the incoming calls of a provider. */
export interface IncomingProvider {
	/** Credential, label and ID, as for its telephony configuration. */
	provider: TelephonyProvider;
	/** The field of the credential by which requests are recognised. */
	secret: { name: string; label: string };
	/**
	 * Whether a request comes from the provider.
	 *
	 * @param secrets those that count, e.g. the one of today and the one before
	 * @param now milliseconds since 1970
	 */
	isGenuine(request: ProviderRequest, secrets: readonly string[], now: number): boolean;
	/** @returns undefined where no call is named */
	read(fields: Readonly<Record<string, string>>): Caller | undefined;
	/** Whether the request only tells that a call is over. */
	isOver(fields: Readonly<Record<string, string>>): boolean;
	/** Has the call joined. @param joinUrl of the Ultravox call */
	join(joinUrl: string): Element[];
	/** Puts the call through. @param to a phone number in E.164 form, or a SIP address */
	forward(to: string): Element[];
	reject(reason: RejectReason): Element[];
	/** Says something, and hangs up. @param language such as de-DE; undefined for the provider's own choice */
	say(text: string, language: string | undefined): Element[];
	/** Has another address decide. */
	redirect(url: string): Element[];
}

/** Header values that list several, with commas between them; no more than anybody sends. */
export function listIn(header: string | undefined): string[] {
	return (header ?? '').split(',', 20).flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

/** All three providers write `inbound`, `outbound-api` and the like, Telnyx nothing for a call that comes in. */
export function directionOf(given = ''): Caller['direction'] {
	return /^out/i.test(given) ? 'outgoing' : 'incoming';
}

const OVER = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled', 'cancel', 'timeout']);

/** For `isOver`: all three providers say it in `CallStatus`. */
export function hasEndedStatus({ CallStatus = '' }: Readonly<Record<string, string>>): boolean {
	return OVER.has(CallStatus.toLowerCase());
}
