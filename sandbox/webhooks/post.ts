import { createHmac } from 'crypto';
import { request } from 'undici';
import type { Context } from '../server/context';

/** Nobody that is tested here takes longer to acknowledge. */
const TIMEOUT_MS = 30_000;

/** Lower-case hex HMAC-SHA256 over the body followed by the timestamp, keyed with the secret. */
export function signature(secret: string, body: string, timestamp: string): string {
	return createHmac('sha256', secret).update(body, 'utf8').update(timestamp, 'utf8').digest('hex');
}

/** Whether an address is of this machine; no request leaves it. */
export const isLoopback = (url: URL) => /^(127(\.\d+){3}|\[::1\]|localhost)$/.test(url.hostname);

interface Headers {
	/** Sent as it is; the clock's time if left out, no header if null. */
	timestamp?: string | null;
	/** Sent as it is; made from the secrets if left out, no header if null. */
	signature?: string | null;
}

/**
 * POSTs a signed text.
 *
 * @returns the status answered, or 0 when there was no answer (or the address is not of this machine)
 */
export async function postSigned(
	{ switches, clock }: Context,
	address: string,
	body: string,
	secrets: string[],
	headers: Headers = {},
): Promise<number> {
	const registered = new URL(address);
	const url = switches.webhookOrigin
		? new URL(registered.pathname + registered.search, switches.webhookOrigin)
		: registered;
	if (!isLoopback(url)) return 0;
	const timestamp = headers.timestamp === undefined ? clock.iso() : headers.timestamp;
	const signed =
		headers.signature === undefined
			? secrets.map((secret) => signature(secret, body, timestamp ?? '')).join(', ')
			: headers.signature;
	try {
		const answer = await request(url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				...(timestamp === null ? {} : { 'x-ultravox-webhook-timestamp': timestamp }),
				...(signed === null || signed === '' ? {} : { 'x-ultravox-webhook-signature': signed }),
			},
			body,
			headersTimeout: TIMEOUT_MS,
			bodyTimeout: TIMEOUT_MS,
		});
		await answer.body.dump();
		return answer.statusCode;
	} catch {
		return 0;
	}
}
