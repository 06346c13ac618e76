import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { readBoolean, refuseMissing } from '../fields/values';
import { isMissing } from '../util/guards';
import { deriveSecret } from './sharedSecret';

/** What the user wants of the secrets. */
export interface SecretSettings {
	/** Another one than before asks for a new secret. */
	version: string;
	/** Whether the secret before the newest stays valid. */
	keepPrevious: boolean;
}

/**
 * Reads Secret Version (default 1) and Keep Previous Secret (default on).
 *
 * @throws InputError when there is no version, or Keep Previous Secret is neither on nor off
 */
export function readSecretSettings(
	fns: Pick<IHookFunctions | IWebhookFunctions, 'getNodeParameter'>,
): SecretSettings {
	// One by one: another option that does not work out has nothing to do with these.
	const secretVersion: unknown = fns.getNodeParameter('options.secretVersion', 1);
	const keepPreviousSecret: unknown = fns.getNodeParameter('options.keepPreviousSecret', true);
	if (isMissing(secretVersion)) refuseMissing('Secret Version', '1');
	return {
		version: String(secretVersion),
		keepPrevious: readBoolean(keepPreviousSecret, 'Keep Previous Secret'),
	};
}

/** The same while deliveries arrive: where an expression does not work out any more, as if nothing was set. */
export function secretSettings(
	fns: Pick<IHookFunctions | IWebhookFunctions, 'getNodeParameter'>,
): SecretSettings {
	try {
		return readSecretSettings(fns);
	} catch {
		return { version: '1', keepPrevious: false };
	}
}

/**
 * Derives the secrets of this trigger's webhook from the API key: that of the version, and, where it stays valid, that
 * of the number before. Where the version before was another one, Ultravox has its secret, or its number.
 *
 * @param root derived from the API key, for SECRETS_PURPOSE
 * @returns newest first, at least one
 */
export function secretsOfApiKey(
	fns: IHookFunctions | IWebhookFunctions,
	root: Buffer,
	{ version, keepPrevious }: SecretSettings,
): [string, ...string[]] {
	const currentSecret = deriveSecret(fns, root, version);
	const before = Number(version) - 1;
	return keepPrevious && Number.isInteger(before)
		? [currentSecret, deriveSecret(fns, root, String(before))]
		: [currentSecret];
}

/**
 * Decides which secrets a webhook should have.
 *
 * @param currentSecret the secret of the version that the user has set
 * @param others those that it has or had, newest first
 * @returns newest first, at least one
 */
export function secretsToServe(
	currentSecret: string,
	others: string[],
	{ keepPrevious }: SecretSettings,
): string[] {
	const previous = others.filter((secret) => secret !== currentSecret);
	return keepPrevious ? [currentSecret, ...previous.slice(0, 1)] : [currentSecret];
}

/**
 * Decides which of a webhook's secrets let a delivery in.
 *
 * @param currentSecret the secret of the version that the user has set
 * @param served what the webhook has, newest first
 * @returns those with which a signature counts
 */
export function secretsToTrust(
	currentSecret: string,
	served: string[],
	{ keepPrevious }: SecretSettings,
): string[] {
	if (keepPrevious) return served;
	// Without it the API key was another when the webhook was registered.
	return served.includes(currentSecret) ? [currentSecret] : served.slice(0, 1);
}
