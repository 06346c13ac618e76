import { createPrivateKey, createPublicKey, type KeyObject } from 'crypto';

/** What makes the bare 32 bytes of an Ed25519 key a private key in DER form (RFC 8410). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** The same for a public one. */
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** The key with which Telnyx signs for the seeded account; the same in every run. 32 bytes in base64. */
export const TELNYX_SIGNING_KEY = Buffer.alloc(32, 'sandbox').toString('base64');

/** @param key 32 bytes in base64 */
export function privateKey(key: string): KeyObject {
	const der = Buffer.concat([PRIVATE_HEAD, Buffer.from(key, 'base64')]);
	return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** @param key 32 bytes in base64, as Telnyx's portal shows it; undefined where it is something else */
export function publicKey(key: string): KeyObject | undefined {
	const bytes = Buffer.from(key, 'base64');
	if (bytes.length !== 32) return undefined;
	return createPublicKey({
		key: Buffer.concat([PUBLIC_HEAD, bytes]),
		format: 'der',
		type: 'spki',
	});
}

/** The public key that goes with a signing key, as Telnyx's portal shows it. */
export function publicKeyOf(signingKey: string): string {
	const der = createPublicKey(privateKey(signingKey)).export({ format: 'der', type: 'spki' });
	return der.subarray(PUBLIC_HEAD.length).toString('base64');
}
