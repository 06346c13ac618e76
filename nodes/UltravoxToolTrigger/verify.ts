import type { IWebhookFunctions } from 'n8n-workflow';
import { isAnyOf } from '../webhooks/isAnyOf';
import { secretSettings, secretsToTrust } from '../webhooks/secretRotation';
import { deriveSecret, SECRETS_PURPOSE } from '../webhooks/sharedSecret';
import { TrustedSecrets, type SecretQuestion } from '../webhooks/trustedSecrets';
import { PROOF_HEADER, secretOf } from './definition';
import { markerOf } from './marker';
import { triggerName } from './parameters';
import { readTools, toolsAt } from './toolApi';

const SECRET = /^[0-9a-f]{64}$/;

const trusted = new TrustedSecrets(triggerName, ask);

/** Tells whether the tool is used by Ultravox: the secret that it was registered with comes along. Never throws. */
export async function isFromUltravox(fns: IWebhookFunctions): Promise<boolean> {
	const given: unknown = fns.getHeaderData()[PROOF_HEADER.toLowerCase()];
	// Nothing has to be looked up for what cannot be a secret.
	if (typeof given !== 'string' || !SECRET.test(given)) return false;
	return await trusted.includeOneThat(fns, secretSettings(fns), (secrets) =>
		isAnyOf([given], secrets),
	);
}

/**
 * Reads the secrets back from the tool, which may have been registered with another API key of the account. The one
 * before follows from the version that the tool remembers.
 */
async function ask({ fns, api, currentSecret, settings, trusted: found }: SecretQuestion) {
	const url = fns.getNodeWebhookUrl('default') ?? '';
	for (const { definition } of toolsAt(await readTools(api), url)) {
		const secret = secretOf(definition);
		if (secret !== undefined) found.push(...secretsToTrust(currentSecret, [secret], settings));
		const { previousVersion } = markerOf(definition);
		if (settings.keepPrevious && previousVersion !== undefined) {
			found.push(deriveSecret(fns, await api.derivedKey(SECRETS_PURPOSE), previousVersion));
		}
	}
}
