import type { IWebhookFunctions } from 'n8n-workflow';
import { secretSettings, secretsToServe, secretsToTrust } from '../webhooks/secretRotation';
import { isPlausible, isSignedWith, type Proof } from '../webhooks/signature';
import { triggerId } from '../webhooks/triggerId';
import { TrustedSecrets, type SecretQuestion } from '../webhooks/trustedSecrets';
import { DEFAULT_TOLERANCE } from './fields';
import { readOptions, triggerName } from './parameters';
import { openStore } from './staticData';
import { findWebhooks, texts, updateWebhook } from './webhookApi';

const trusted = new TrustedSecrets(triggerName, askAndRenew);

/** Triggers whose account was found to have no webhook for them; said once. */
const withoutWebhook = new Set<string>();

/** Tells whether a delivery comes from Ultravox and is recent. Never throws. */
export async function isFromUltravox(fns: IWebhookFunctions, proof: Proof): Promise<boolean> {
	if (!isPlausible(proof, Date.now(), toleranceMs(fns))) return false;
	const isSigned = (secrets: string[]) => isSignedWith(secrets, proof);
	return await trusted.includeOneThat(fns, secretSettings(fns), isSigned);
}

/** Finds out the secrets with which Ultravox signs now, and has it sign with the current one where it does not. */
async function askAndRenew(question: SecretQuestion): Promise<void> {
	const { fns, api, currentSecret, settings } = question;
	const found = await findWebhooks(api, fns.getNodeWebhookUrl('default') ?? '');
	warnWhenNone(fns, found.length);
	const served = found.map(({ webhookId, secrets }) => ({ webhookId, secrets: texts(secrets) }));
	for (const { secrets } of served) {
		question.trusted.push(...secretsToTrust(currentSecret, secrets, settings));
	}
	for (const { webhookId, secrets } of served) {
		if (secrets.includes(currentSecret)) continue;
		api.keepSecret(currentSecret);
		const renewed = secretsToServe(currentSecret, secrets, settings);
		await updateWebhook(api, webhookId, { secrets: renewed });
	}
}

function warnWhenNone(fns: IWebhookFunctions, count: number): void {
	const trigger = triggerId(fns);
	if (count > 0) withoutWebhook.delete(trigger);
	if (count > 0 || withoutWebhook.has(trigger)) return;
	withoutWebhook.add(trigger);
	const { webhookId } = openStore(fns);
	const earlier = webhookId === undefined ? 'the one of before' : `webhook ${webhookId}`;
	fns.logger.warn(
		`${triggerName(fns)}: a delivery was refused, and the account of the credential has no webhook for this trigger. Publish the workflow again. If the credential had the key of another account before, delete ${earlier} in the Ultravox console of that account.`,
	);
}

function toleranceMs(fns: IWebhookFunctions): number {
	let seconds: unknown;
	try {
		seconds = Number(readOptions(fns).timestampTolerance);
	} catch {
		seconds = undefined;
	}
	const isUsable = typeof seconds === 'number' && seconds > 0 && seconds <= 86_400;
	return (isUsable ? (seconds as number) : DEFAULT_TOLERANCE) * 1000;
}
