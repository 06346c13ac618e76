import { createHmac } from 'crypto';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { triggerId } from './triggerId';

/** What the secrets of webhooks are derived from the API key for. */
export const SECRETS_PURPOSE = 'webhook secrets';

/**
 * Derives the secret of a trigger's webhook. Nothing has to be stored for it: every process that can read the credential
 * comes to the same secret, and nobody else does.
 *
 * @param root derived from the API key, for SECRETS_PURPOSE
 * @param version another one gives another secret
 * @returns 256 bits as 64 hexadecimal characters; a test in the editor has a secret of its own
 */
export function deriveSecret(
	fns: IHookFunctions | IWebhookFunctions,
	root: Buffer,
	version: string,
): string {
	const use = fns.getMode() === 'manual' ? 'test' : 'production';
	return keyed(root, JSON.stringify([triggerId(fns), use, version]));
}

/**
 * Makes a short text that tells one API key from another, and from which the key cannot be found out.
 *
 * @param root derived from the API key, for SECRETS_PURPOSE
 * @returns 12 hexadecimal characters
 */
export function keyMark(root: Buffer): string {
	return keyed(root, 'mark').slice(0, 12);
}

function keyed(root: Buffer, text: string): string {
	return createHmac('sha256', root).update(text).digest('hex');
}
