import { randomBytes } from 'crypto';

/** What the user wants of the secrets. */
export interface SecretSettings {
	/** Another one than before asks for a new secret. */
	version: string;
	/** Whether the secret before the newest stays valid. */
	keepPrevious: boolean;
}

/**
 * Decides which secrets a webhook should have.
 *
 * @param stored secrets that this node knows, newest first
 * @param served secrets that the API has; empty when there is no webhook yet
 * @param storedVersion version of the newest stored one; undefined when nothing is known
 * @param wanted what the user has set
 * @returns newest first, at least one
 */
export function chooseSecrets(
	stored: string[],
	served: string[],
	storedVersion: string | undefined,
	wanted: SecretSettings,
): string[] {
	const known = stored.filter((secret) => served.length === 0 || served.includes(secret));
	const valid = [...known, ...served.filter((secret) => !known.includes(secret))];
	const isNewVersion = storedVersion !== undefined && storedVersion !== wanted.version;
	const chosen = valid.length === 0 || isNewVersion ? [newSecret(), ...valid.slice(0, 1)] : valid;
	return wanted.keepPrevious ? chosen : chosen.slice(0, 1);
}

/** 256 random bits as text; the API takes up to 120 characters. */
function newSecret(): string {
	return randomBytes(32).toString('hex');
}
