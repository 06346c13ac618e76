import type { IWebhookFunctions } from 'n8n-workflow';
import { UltravoxApi } from '../client/ultravoxApi';
import { errorText, toNodeError } from '../errors/nodeError';
import { toResult } from '../util/result';
import { cachedKey, rememberKey } from '../webhooks/credentialCache';
import { LimitedLookup } from '../webhooks/limitedLookup';
import { keyMark, SECRETS_PURPOSE } from '../webhooks/sharedSecret';
import { isPlausible, isSignedWith, type Proof } from '../webhooks/signature';
import { triggerId } from '../webhooks/triggerId';
import { DEFAULT_TOLERANCE } from './fields';
import { readOptions, readSecretSettings, triggerName } from './parameters';
import {
	secretsOfApiKey,
	secretsToServe,
	secretsToTrust,
	type SecretSettings,
} from './secretRotation';
import { openTriggerData } from './staticData';
import { findWebhooks, texts, updateWebhook } from './webhookApi';

/** Less than the half minute after which Ultravox delivers again: what is refused now gets in then. */
const GAP_MS = 20_000;
const KEPT_MS = 10 * 60_000;

/** What a look has found. */
interface Found {
	/** Mark of the API key with which it was found; with another one it is worth nothing. */
	keyMark?: string;
	secrets: string[];
}

/** What Ultravox has said about the secrets of each trigger. */
const lookup = new LimitedLookup<Found>(GAP_MS, KEPT_MS);

/** Triggers whose account was found to have no webhook for them; said once. */
const withoutWebhook = new Set<string>();

/**
 * Tells whether a delivery comes from Ultravox and is recent. The secret follows from the API key, so it needs nothing
 * that is stored. A delivery that does not fit has the credential read anew and Ultravox asked for the webhook's secrets,
 * which finds another API key of the account and what an earlier version has left; not more often than every 20 seconds,
 * however much is forged.
 *
 * Never throws: n8n would start an execution for it, and nobody has shown yet where the delivery comes from.
 */
export async function isFromUltravox(fns: IWebhookFunctions, proof: Proof): Promise<boolean> {
	if (!isPlausible(proof, Date.now(), toleranceMs(fns))) return false;
	const settings = secretSettings(fns);
	const root = await cachedKey(fns, SECRETS_PURPOSE);
	if (root && isSignedWith(secretsOfApiKey(fns, root, settings), proof)) return true;
	// The webhook of a test was registered a moment ago.
	if (fns.getMode() === 'manual') return false;
	const trigger = triggerId(fns);
	const about = `${settings.version} ${String(settings.keepPrevious)}`;
	const known = await lookup.last(trigger, about);
	const isOfThisKey = root !== undefined && known?.keyMark === keyMark(root);
	if (isOfThisKey && isSignedWith(known.secrets, proof)) return true;
	const found = await lookup.look(trigger, about, async () => await findSecrets(fns, settings));
	return isSignedWith(found?.secrets ?? [], proof);
}

/** Finds out the secrets with which Ultravox signs now, and has it sign with the current one where it does not. */
async function findSecrets(fns: IWebhookFunctions, settings: SecretSettings): Promise<Found> {
	const api = new UltravoxApi(fns, { maxRetries: 0, timeoutMs: 10_000 });
	const root = await rememberKey(fns, SECRETS_PURPOSE, api);
	if (!root) return { secrets: [] };
	const expectedSecrets = secretsOfApiKey(fns, root, settings);
	const secrets = [...expectedSecrets];
	const done = await toResult(askAndRenew(fns, api, expectedSecrets[0], settings, secrets));
	if ('error' in done) {
		const why = errorText(toNodeError(fns.getNode(), done.error, undefined));
		fns.logger.warn(`${triggerName(fns)}: Ultravox could not be asked for its webhook. ${why}`);
	}
	return { keyMark: keyMark(root), secrets };
}

/** @param trusted what is found is added to it, also when the rest does not work out */
async function askAndRenew(
	fns: IWebhookFunctions,
	api: UltravoxApi,
	currentSecret: string,
	settings: SecretSettings,
	trusted: string[],
): Promise<void> {
	const found = await findWebhooks(api, fns.getNodeWebhookUrl('default') ?? '');
	warnWhenNone(fns, found.length);
	const served = found.map(({ webhookId, secrets }) => ({ webhookId, secrets: texts(secrets) }));
	for (const { secrets } of served)
		trusted.push(...secretsToTrust(currentSecret, secrets, settings));
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
	const { webhookId } = openTriggerData(fns);
	const earlier = webhookId === undefined ? 'the one of before' : `webhook ${webhookId}`;
	fns.logger.warn(
		`${triggerName(fns)}: a delivery was refused, and the account of the credential has no webhook for this trigger. Publish the workflow again. If the credential had the key of another account before, delete ${earlier} in the Ultravox console of that account.`,
	);
}

/** As at publishing; where an expression does not work out any more, as if nothing was set. */
function secretSettings(fns: IWebhookFunctions): SecretSettings {
	try {
		return readSecretSettings(fns);
	} catch {
		return { version: '1', keepPrevious: false };
	}
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
