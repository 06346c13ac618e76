import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { errorText, toNodeError } from '../errors/nodeError';
import { allPages } from '../client/pagination';
import { toResult } from '../util/result';
import { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';
import { checkAddress, isPrivate, isUsable, PRIVATE_ADDRESS_HINT, sameAddress } from './webhookUrl';
import { chooseSecrets, type SecretSettings } from './secretRotation';
import { openStaticData, texts, type StaticData } from './staticData';
import { keepSecrets, readSecrets } from './secretStorage';
import { readSecretSettings, readSubscription, settingsKey, type Subscription } from './parameters';

const PATH = '/api/webhooks';

/** Somebody waits in the editor, and n8n itself tries again when it starts. */
const HOOK_SETTINGS = { maxRetries: 2, maxWaitMs: 20_000 };

/** A webhook as the API answers it. */
interface Webhook {
	webhookId: string;
	url?: unknown;
	events?: unknown;
	agentId?: unknown;
	secrets?: unknown;
}

interface Wanted extends Subscription {
	url: string;
	secret: SecretSettings;
}

/**
 * Finds this node's webhook at Ultravox by its address, brings it up to what the user has set, and removes further ones
 * with the same address.
 *
 * @returns false when there is none yet
 * @throws NodeApiError or NodeOperationError for the editor
 */
export async function isRegistered(fns: IHookFunctions): Promise<boolean> {
	return await worded(fns, async () => {
		const wanted = readWanted(fns);
		const store = openStaticData(fns);
		const api = new UltravoxApi(fns, HOOK_SETTINGS);
		const found = await toResult(findOwn(api, wanted.url));
		if ('error' in found) {
			// At n8n's start the service may be out of reach for a while; giving up would remove what works.
			const isDone = isPassing(found.error) && (await isUpToDate(api, store, wanted));
			if (!isDone) throw found.error;
			fns.logger.warn(
				`${name(fns)}: Ultravox could not be asked whether the webhook is still there. It is taken to be.`,
			);
			return true;
		}
		if (found.value.length === 0) return false;
		await takeOver(api, store, wanted, found.value);
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
	return await worded(fns, async () => {
		const wanted = readWanted(fns);
		const store = openStaticData(fns);
		const api = new UltravoxApi(fns, HOOK_SETTINGS);
		if (isPrivate(wanted.url)) {
			fns.logger.warn(`${name(fns)}: ${wanted.url} is a private address. ${PRIVATE_ADDRESS_HINT}`);
		}
		const secrets = await choose(api, store, [], wanted);
		api.keepSecret(...secrets);
		const { url, events, agentId } = wanted;
		const body = { url, events, secrets, ...(agentId === null ? {} : { agentId }) };
		const made = await toResult(
			api.send({ method: 'POST', path: PATH, body, isExpected: isWebhook }),
		);
		if ('value' in made) {
			await keep(api, store, wanted, made.value as Webhook, secrets);
			return true;
		}
		// It may exist although nobody said so. Then it is used, not left behind.
		const left = isDoubtful(made.error) ? await toResult(findOwn(api, url)) : undefined;
		if (!left || !('value' in left) || left.value.length === 0) throw made.error;
		await takeOver(api, store, wanted, left.value);
		return true;
	});
}

/**
 * Removes the webhook, and others with its address. Never throws: n8n could not go on with what it is about to do.
 *
 * @returns whether none is left
 */
export async function unregister(fns: IHookFunctions): Promise<boolean> {
	const store = openStaticData(fns);
	const removed = await toResult(removeAll(fns, store));
	delete store.webhookId;
	delete store.url;
	delete store.settings;
	if ('value' in removed) return true;
	const why = errorText(toNodeError(fns.getNode(), removed.error, undefined));
	fns.logger.warn(`${name(fns)}: the webhook could not be removed from Ultravox. ${why}`);
	return false;
}

async function removeAll(fns: IHookFunctions, store: StaticData): Promise<void> {
	const url = fns.getNodeWebhookUrl('default') ?? '';
	if (!isUsable(url)) return;
	const api = new UltravoxApi(fns, HOOK_SETTINGS);
	// An ID that was stored with another address may belong to the n8n from which this one was copied.
	const known = store.webhookId && sameAddress(store.url, url) ? [store.webhookId] : [];
	const found = await toResult(findOwn(api, url));
	const ids = new Set(known);
	if ('value' in found) for (const { webhookId } of found.value) ids.add(webhookId);
	for (const id of ids) await remove(api, id);
	if ('error' in found && known.length === 0) throw found.error;
}

/** Keeps one webhook, as wanted, and removes the others. */
async function takeOver(
	api: UltravoxApi,
	store: StaticData,
	wanted: Wanted,
	found: Webhook[],
): Promise<void> {
	const own = found.find(({ webhookId }) => webhookId === store.webhookId) ?? found[0];
	const served = texts(own.secrets);
	const secrets = await choose(api, store, served, wanted);
	api.keepSecret(...secrets, ...served);
	const { events, agentId } = wanted;
	const body: IDataObject = {
		...(isSameList(texts(own.events), events) ? {} : { events }),
		...((own.agentId ?? null) === agentId ? {} : { agentId }),
		...(isSameList(served, secrets) ? {} : { secrets }),
	};
	const answer =
		Object.keys(body).length === 0
			? own
			: await api.send({
					method: 'PATCH',
					path: pathOf(own.webhookId),
					body,
					isExpected: isWebhook,
				});
	await keep(api, store, wanted, answer as Webhook, secrets);
	for (const { webhookId } of found) if (webhookId !== own.webhookId) await remove(api, webhookId);
}

async function findOwn(api: UltravoxApi, url: string): Promise<Webhook[]> {
	const all = await allPages<unknown>(api, PATH, {}, Infinity);
	return all.filter(isWebhook).filter((webhook) => sameAddress(webhook.url, url));
}

async function remove(api: UltravoxApi, id: string): Promise<void> {
	const done = await toResult(api.send({ method: 'DELETE', path: pathOf(id), answer: 'none' }));
	const isGone = 'value' in done || (done.error instanceof ApiError && done.error.hasStatus(404));
	if (!isGone) throw done.error;
}

async function choose(
	api: UltravoxApi,
	store: StaticData,
	served: string[],
	{ secret }: Wanted,
): Promise<string[]> {
	return chooseSecrets(await readSecrets(api, store), served, store.secretVersion, secret);
}

async function keep(
	api: UltravoxApi,
	store: StaticData,
	wanted: Wanted,
	webhook: Webhook,
	sent: string[],
): Promise<void> {
	const served = texts(webhook.secrets);
	const known = sent.filter((secret) => served.includes(secret));
	store.webhookId = webhook.webhookId;
	store.url = wanted.url;
	store.settings = settingsKey(wanted);
	store.secretVersion = wanted.secret.version;
	// What the API says counts; our order tells which is the newest.
	const others = served.filter((secret) => !known.includes(secret));
	await keepSecrets(api, store, served.length === 0 ? sent : [...known, ...others]);
}

async function isUpToDate(api: UltravoxApi, store: StaticData, wanted: Wanted): Promise<boolean> {
	const secrets = await readSecrets(api, store);
	return (
		store.webhookId !== undefined &&
		sameAddress(store.url, wanted.url) &&
		store.settings === settingsKey(wanted) &&
		secrets.length > 0 &&
		isSameList(secrets, await choose(api, store, [], wanted))
	);
}

function readWanted(fns: IHookFunctions): Wanted {
	return {
		url: checkAddress(fns.getNodeWebhookUrl('default')),
		...readSubscription(fns),
		secret: readSecretSettings(fns),
	};
}

async function worded<T>(fns: IHookFunctions, work: () => Promise<T>): Promise<T> {
	const done = await toResult(work());
	if ('value' in done) return done.value;
	const error = toNodeError(fns.getNode(), done.error, undefined, {
		labels: { url: 'Webhook URL', events: 'Events', agentId: 'Agent', secrets: 'Webhook secrets' },
	});
	const url = fns.getNodeWebhookUrl('default');
	const isLikelyAddress = isRefused(done.error) && url && isPrivate(url);
	// Of an activation that does not work out n8n 2 shows the message only, n8n 1 the description if there is one.
	error.message = errorText(error) + (isLikelyAddress ? ` ${PRIVATE_ADDRESS_HINT}` : '');
	error.description = undefined;
	throw error;
}

/** Whether the service may soon answer differently. */
function isPassing(error: unknown): boolean {
	return error instanceof ApiError && error.isPassing;
}

/** Whether the webhook may have been made although the request did not work out. */
function isDoubtful(error: unknown): boolean {
	return error instanceof ApiError && error.outcomeUnknown;
}

function isRefused(error: unknown): boolean {
	return error instanceof ApiError && error.hasStatus(400, 422);
}

function isWebhook(value: unknown): value is Webhook {
	return isRecord(value) && typeof value.webhookId === 'string' && value.webhookId !== '';
}

function isSameList(one: string[], other: string[]): boolean {
	return one.length === other.length && other.every((entry) => one.includes(entry));
}

function pathOf(id: string): string {
	return `${PATH}/${encodeURIComponent(id)}`;
}

function name(fns: IHookFunctions): string {
	return `Ultravox Trigger "${fns.getNode().name}"`;
}
