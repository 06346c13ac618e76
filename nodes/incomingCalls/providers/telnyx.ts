import { createPublicKey, verify } from 'crypto';
import { telnyx as provider } from '../../telephony/providers/telnyx';
import { type IncomingProvider } from '../provider';
import { element } from '../xml';
import { twiml } from './twiml';

/** How old a request may be, and how far in the future, as in Telnyx's own libraries. */
const TOLERANCE_MS = 5 * 60_000;

/** What makes the bare 32 bytes of an Ed25519 key a key in DER form (RFC 8410). */
const DER_START = Buffer.from('302a300506032b6570032100', 'hex');

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * Telnyx's calls, as TeXML applications report them. Sources:
 * https://developers.telnyx.com/api-reference/callbacks/texml-http-request (signature, the same for all of TeXML),
 * https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs (TeXML),
 * https://docs.ultravox.ai/telephony/telephony-platforms (how a call joins).
 */
export const telnyx: IncomingProvider = {
	...twiml,
	provider,
	secret: { name: 'publicKey', label: 'Public Key' },
	isGenuine({ body, header }, secrets, now) {
		const timestamp = header('telnyx-timestamp') ?? '';
		const signature = Buffer.from(header('telnyx-signature-ed25519') ?? '', 'base64');
		if (!/^\d{1,12}$/.test(timestamp) || signature.length !== SIGNATURE_BYTES) return false;
		if (Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS) return false;
		const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
		return secrets.some((secret) => isSignedWith(secret, signed, signature));
	},
	join: (joinUrl) => [
		element(
			'Connect',
			{},
			element('Stream', {
				url: joinUrl,
				bidirectionalMode: 'rtp',
				codec: 'L16',
				bidirectionalCodec: 'L16',
				bidirectionalSamplingRate: '16000',
			}),
		),
	],
};

/** @param key in base64, as the Telnyx portal shows it */
function isSignedWith(key: string, signed: Buffer, signature: Buffer): boolean {
	const bytes = Buffer.from(key, 'base64');
	if (bytes.length !== KEY_BYTES) return false;
	const der = Buffer.concat([DER_START, bytes]);
	return verify(
		null,
		signed,
		createPublicKey({ key: der, format: 'der', type: 'spki' }),
		signature,
	);
}
