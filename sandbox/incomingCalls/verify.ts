import { verify as verifyBytes } from 'crypto';
import type { FastifyRequest } from 'fastify';
import type { ProviderForm } from '../server/body';
import { PROVIDERS_WITH_NUMBERS, type ProviderWithNumbers } from '../phoneNumbers/providers';
import { publicKey } from '../telephonyConfigs/telnyxKeys';
import { plivoSignature, sign, type Signable } from './sign';

/** How old a request of Telnyx's may be. */
const TOLERANCE_MS = 5 * 60_000;

const MARK: Record<ProviderWithNumbers, string> = {
	twilio: 'x-twilio-signature',
	telnyx: 'telnyx-signature-ed25519',
	plivo: 'x-plivo-signature-v3',
};

/** Which provider a request claims to come from. */
export function claimedProvider({ headers }: FastifyRequest): ProviderWithNumbers | undefined {
	return PROVIDERS_WITH_NUMBERS.find((provider) => headers[MARK[provider]] !== undefined);
}

/**
 * Whether Ultravox would believe it.
 *
 * @param config the account's configuration for this provider
 * @param now milliseconds since 1970
 */
export function isGenuine(
	provider: ProviderWithNumbers,
	request: FastifyRequest,
	{ raw, form }: ProviderForm,
	config: Record<string, unknown>,
	now: number,
): boolean {
	const header = (name: string) => String(request.headers[name] ?? '');
	const body = raw.toString('utf8');
	const url = `${request.protocol}://${request.host}${request.originalUrl}`;
	const what: Signable = { url, form, body };
	const given = header(MARK[provider]);
	const token = String(config.authToken);
	switch (provider) {
		case 'twilio':
			return sign.twilio(what, token, now)[MARK.twilio] === given;
		case 'plivo':
			return plivoSignature(what, token, header('x-plivo-signature-v3-nonce')) === given;
		case 'telnyx': {
			const timestamp = header('telnyx-timestamp');
			const key = publicKey(String(config.publicKey));
			const isNew = Math.abs(now - Number(timestamp) * 1000) <= TOLERANCE_MS;
			const signed = Buffer.from(`${timestamp}|${body}`);
			return (
				isNew && key !== undefined && verifyBytes(null, signed, key, Buffer.from(given, 'base64'))
			);
		}
	}
}
