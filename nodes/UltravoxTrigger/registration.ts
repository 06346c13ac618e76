import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { errorText, toNodeError } from '../errors/nodeError';
import { toResult } from '../util/result';
import { UltravoxApi } from '../client/ultravoxApi';
import { checkCredential, rememberKey } from '../webhooks/credentialCache';
import { HOOK_SETTINGS, inHook, isDoubtful, isPassing } from '../webhooks/hooks';
import {
	readSecretSettings,
	secretsToServe,
	type SecretSettings,
} from '../webhooks/secretRotation';
import { deriveSecret, keyMark, SECRETS_PURPOSE } from '../webhooks/sharedSecret';
import { triggerId } from '../webhooks/triggerId';
import {
	checkAddress,
	isPrivate,
	isUsable,
	PRIVATE_ADDRESS_HINT,
	sameAddress,
} from '../webhooks/webhookUrl';
import {
	checkReadLater,
	readSubscription,
	settingsKey,
	triggerName,
	type Subscription,
} from './parameters';
import { openStore, type StaticData } from './staticData';
import {
	createWebhook,
	findWebhooks,
	removeWebhook,
	texts,
	updateWebhook,
	type Webhook,
} from './webhookApi';

const LABELS = {
	url: 'Webhook URL',
	events: 'Events',
	agentId: 'Agent',
	secrets: 'Webhook secrets',
};

/** Secrets that a webhook had when it was removed, by trigger: to publish again n8n removes it and has it made anew. */
const removedSecrets = new Map<string, string[]>();

/** What one hook works with. */
interface Registration {
	fns: IHookFunctions;
	api: UltravoxApi;
	store: Partial<StaticData>;
	/** Derived from the API key, for SECRETS_PURPOSE. */
	root: Buffer;
	url: string;
	subscription: Subscription;
	secret: SecretSettings;
	/** The secret that the webhook is to have. */
	currentSecret: string;
}

/**
 * Finds this node's webhook at Ultravox by its address, brings it up to what the user has set, and removes further ones
 * with the same address.
 *
 * @returns false when there is none yet
 * @throws NodeApiError or NodeOperationError for the editor
 */
export async function isRegistered(fns: IHookFunctions): Promise<boolean> {
	return await inHook(fns, LABELS, async () => {
		const registration = await open(fns);
		const { api, url } = registration;
		const found = await toResult(findWebhooks(api, url));
		if ('error' in found) {
			// At n8n's start the service may be out of reach for a while; giving up would remove what works.
			if (!isPassing(found.error) || !isUpToDate(registration)) throw found.error;
			fns.logger.warn(
				`${triggerName(fns)}: Ultravox could not be asked whether the webhook is still there. It is taken to be.`,
			);
			return true;
		}
		warnOfOtherAccount(registration, found.value);
		if (found.value.length === 0) return false;
		await takeOver(registration, found.value);
		return true;
	});
}

/**
 * Creates the webhook.
 *
 * @returns true
 * @throws NodeApiError or NodeOperationError for the editor; as far as can be told nothing is left at Ultravox then
 */
export async function register(fns: IHookFunctions): Promise<boolean> {
	return await inHook(fns, LABELS, async () => {
		const registration = await open(fns);
		const { api, url, subscription, secret, currentSecret } = registration;
		if (isPrivate(url)) {
			fns.logger.warn(`${triggerName(fns)}: ${url} is a private address. ${PRIVATE_ADDRESS_HINT}`);
		}
		const secrets = secretsToServe(currentSecret, earlierSecrets(registration), secret);
		api.keepSecret(...secrets);
		const { events, agentId } = subscription;
		const body = { url, events, secrets, ...(agentId === null ? {} : { agentId }) };
		const made = await toResult(createWebhook(api, body));
		if ('value' in made) {
			remember(registration, made.value);
			return true;
		}
		// It may exist although nobody said so. Then it is used, not left behind.
		const left = isDoubtful(made.error) ? await toResult(findWebhooks(api, url)) : undefined;
		if (!left || !('value' in left) || left.value.length === 0) throw made.error;
		await takeOver(registration, left.value);
		return true;
	});
}

/**
 * Removes the webhook, and others with its address. Never throws: n8n could not go on with what it is about to do.
 *
 * @returns whether none is left
 */
export async function unregister(fns: IHookFunctions): Promise<boolean> {
	const store = openStore(fns);
	const removed = await toResult(removeAll(fns, store));
	delete store.webhookId;
	delete store.url;
	delete store.settings;
	delete store.keyMark;
	if ('value' in removed) return true;
	const why = errorText(toNodeError(fns.getNode(), removed.error, undefined));
	fns.logger.warn(`${triggerName(fns)}: the webhook could not be removed from Ultravox. ${why}`);
	return false;
}

async function removeAll(fns: IHookFunctions, store: Partial<StaticData>): Promise<void> {
	const url = fns.getNodeWebhookUrl('default') ?? '';
	if (!isUsable(url)) return;
	const api = new UltravoxApi(fns, HOOK_SETTINGS);
	const root = await api.derivedKey(SECRETS_PURPOSE);
	// An ID that was stored with another address may belong to the n8n from which this one was copied.
	const known = store.webhookId && sameAddress(store.url, url) ? [store.webhookId] : [];
	const found = await toResult(findWebhooks(api, url));
	const ids = new Set(known);
	if ('value' in found) {
		for (const { webhookId } of found.value) ids.add(webhookId);
		warnOfOtherAccount({ fns, store, root, url }, found.value);
		const secrets = found.value.flatMap((webhook) => texts(webhook.secrets));
		if (secrets.length > 0) removedSecrets.set(`${triggerId(fns)} ${url}`, secrets);
	}
	for (const id of ids) await removeWebhook(api, id);
	if ('error' in found && known.length === 0) throw found.error;
}

/** Keeps one webhook, as wanted, and removes the others. */
async function takeOver(registration: Registration, found: Webhook[]): Promise<void> {
	const { api, store, currentSecret: secret } = registration;
	const webhook = found.find(({ webhookId }) => webhookId === store.webhookId) ?? found[0];
	const served = texts(webhook.secrets);
	const secrets = secretsToServe(secret, served, registration.secret);
	api.keepSecret(...secrets);
	const { events, agentId } = registration.subscription;
	const body: IDataObject = {
		...(isSameList(texts(webhook.events), events) ? {} : { events }),
		...((webhook.agentId ?? null) === agentId ? {} : { agentId }),
		...(isSameList(served, secrets) ? {} : { secrets }),
	};
	const isAsWanted = Object.keys(body).length === 0;
	remember(registration, isAsWanted ? webhook : await updateWebhook(api, webhook.webhookId, body));
	for (const { webhookId } of found) {
		if (webhookId !== webhook.webhookId) await removeWebhook(api, webhookId);
	}
}

/** Secrets with which deliveries that are under way may be signed, newest first. */
function earlierSecrets({ fns, store, root, url }: Registration): string[] {
	const removed = removedSecrets.get(`${triggerId(fns)} ${url}`);
	if (removed) return removed;
	const { secretVersion } = store;
	return typeof secretVersion === 'string' ? [deriveSecret(fns, root, secretVersion)] : [];
}

function remember(
	{ store, root, url, subscription, secret }: Registration,
	{ webhookId }: Webhook,
) {
	store.webhookId = webhookId;
	store.url = url;
	store.settings = settingsKey(subscription, secret);
	store.secretVersion = secret.version;
	store.keyMark = keyMark(root);
}

function isUpToDate({ store, root, url, subscription, secret }: Registration): boolean {
	return (
		store.webhookId !== undefined &&
		sameAddress(store.url, url) &&
		store.settings === settingsKey(subscription, secret) &&
		store.keyMark === keyMark(root)
	);
}

/** Another account's webhook goes on delivering; only with that account's key it could be removed. */
function warnOfOtherAccount(
	{ fns, store, root, url }: Pick<Registration, 'fns' | 'store' | 'root' | 'url'>,
	found: Webhook[],
): void {
	const { webhookId, keyMark: registeredWith } = store;
	if (webhookId === undefined || !sameAddress(store.url, url)) return;
	const isHere = found.some((webhook) => webhook.webhookId === webhookId);
	if (isHere || registeredWith === keyMark(root)) return;
	fns.logger.warn(
		`${triggerName(fns)}: webhook ${webhookId} for ${url} was registered with another API key, and the account of the present one does not have it. Delete it in the Ultravox console of the account before; until then that account goes on delivering, and is refused.`,
	);
}

async function open(fns: IHookFunctions): Promise<Registration> {
	const url = checkAddress(fns.getNodeWebhookUrl('default'));
	const subscription = readSubscription(fns);
	const secret = readSecretSettings(fns);
	checkReadLater(fns);
	await checkCredential(fns);
	const api = new UltravoxApi(fns, HOOK_SETTINGS);
	// What this process knew of the credential may be older.
	await rememberKey(fns, SECRETS_PURPOSE, api);
	const root = await api.derivedKey(SECRETS_PURPOSE);
	const currentSecret = deriveSecret(fns, root, secret.version);
	return { fns, api, store: openStore(fns), root, url, subscription, secret, currentSecret };
}

function isSameList(one: string[], other: string[]): boolean {
	return one.length === other.length && other.every((entry) => one.includes(entry));
}
