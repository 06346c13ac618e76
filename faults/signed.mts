import { createHmac } from 'node:crypto';

/** The headers by which a delivery of Ultravox shows where it comes from, as of now. */
export function signedHeaders(body: string, secret: string): Record<string, string> {
	const timestamp = new Date().toISOString();
	const signature = createHmac('sha256', secret)
		.update(body + timestamp)
		.digest('hex');
	return {
		'x-ultravox-webhook-timestamp': timestamp,
		'x-ultravox-webhook-signature': signature,
	};
}
