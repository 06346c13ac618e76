import { createHmac } from 'crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { isAnyOf } from './isAnyOf';

/** What a delivery brings to show where it comes from. */
export interface Proof {
	/** The body, byte for byte as received. */
	body: Buffer;
	/** Header `X-Ultravox-Webhook-Timestamp`, as received. */
	timestamp: unknown;
	/** Header `X-Ultravox-Webhook-Signature`: one hexadecimal HMAC for each secret, separated by commas. */
	signature: unknown;
}

/** More than anyone has secrets; what comes after is not looked at. */
const MOST_SIGNATURES = 20;

const HMAC = /^\s*([0-9a-f]{64})\s*$/i;

const DATE_TIME =
	/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Takes out of a delivery's HTTP request what shows where it comes from.
 *
 * @returns headers as received; an empty body where n8n kept none
 */
export function readProof(fns: IWebhookFunctions): Proof {
	const body: unknown = fns.getRequestObject().rawBody;
	const headers = fns.getHeaderData();
	return {
		body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
		timestamp: headers['x-ultravox-webhook-timestamp'],
		signature: headers['x-ultravox-webhook-signature'],
	};
}

/**
 * Tells whether a delivery could be genuine, whatever the secrets are: it is recent, and has something that looks like a
 * signature. Nothing has to be looked up for one that could not.
 *
 * @param now milliseconds since 1970
 * @param toleranceMs how far the timestamp may be from `now`, both ways
 */
export function isPlausible(
	{ timestamp, signature }: Proof,
	now: number,
	toleranceMs: number,
): boolean {
	if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
	const sent = readTimestamp(timestamp);
	const isFresh = sent !== undefined && Math.abs(now - sent) <= toleranceMs;
	return isFresh && signaturesIn(signature).length > 0;
}

/**
 * Tells whether a delivery comes from Ultravox: some signature is the HMAC-SHA256, with one of the secrets as key, of
 * the body directly followed by the timestamp. Whether it is recent `isPlausible` tells.
 *
 * @param secrets the webhook's secrets; without any nothing is genuine
 */
export function isSignedWith(secrets: string[], { body, timestamp, signature }: Proof): boolean {
	if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
	const given = signaturesIn(signature);
	const expected = secrets
		.filter((secret) => secret !== '')
		.map((secret) => createHmac('sha256', secret).update(body).update(timestamp).digest('hex'));
	return isAnyOf(given, expected);
}

/**
 * Reads an ISO 8601 date and time.
 *
 * @param text without a zone it is taken for UTC
 * @returns milliseconds since 1970, or undefined
 */
export function readTimestamp(text: string): number | undefined {
	const found = DATE_TIME.exec(text.trim());
	if (!found) return undefined;
	const [, date, time, zone = 'Z'] = found;
	const offset = /^[+-]\d\d$/.test(zone)
		? `${zone}:00`
		: zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
	const at = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
	return Number.isNaN(at) ? undefined : at;
}

/** Only what is a whole HMAC, in small letters. */
function signaturesIn(header: string): string[] {
	return header
		.split(',', MOST_SIGNATURES)
		.flatMap((text) => HMAC.exec(text)?.[1].toLowerCase() ?? []);
}
