import { createCipheriv, createDecipheriv, randomBytes } from 'crypto';
import { jsonParse, type IWebhookFunctions } from 'n8n-workflow';
import { toResult } from '../util/result';
import { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';
import { sameAddress } from './webhookUrl';
import { openStaticData, texts, type StaticData } from './staticData';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = 'webhook secrets';

/** How long an answer that brought no secrets counts; a flood of forged deliveries must not become one of requests. */
const ASK_AGAIN_MS = 30_000;

/**
 * Reads the secrets that are stored with the workflow.
 *
 * @returns newest first; none when there are none, or when they were stored with another API key
 * @throws InputError when the credential cannot be used
 */
export async function readSecrets(api: UltravoxApi, { secrets }: StaticData): Promise<string[]> {
	if (typeof secrets !== 'string') return [];
	const key = await api.derivedKey(PURPOSE);
	try {
		return texts(jsonParse(unlock(secrets, key)));
	} catch {
		return [];
	}
}

/**
 * Stores secrets with the workflow so that only who has the API key can read them: n8n answers static data with the
 * workflow, and n8n 1 copies them into every execution.
 *
 * @param secrets newest first
 */
export async function keepSecrets(
	api: UltravoxApi,
	store: StaticData,
	secrets: string[],
): Promise<void> {
	const text = JSON.stringify(secrets);
	if (JSON.stringify(await readSecrets(api, store)) === text) return;
	store.secrets = lock(text, await api.derivedKey(PURPOSE));
}

interface Opened {
	sealed: unknown;
	secrets: Promise<string[]>;
	/** Milliseconds since 1970. */
	at: number;
}

/** By trigger. Looking the credential up for every delivery would cost more than all the rest. */
const opened = new Map<string, Opened>();

/**
 * The secrets with which Ultravox signs this trigger's deliveries. Where the API key has changed since they were
 * stored, Ultravox is asked for them.
 *
 * @returns none when they cannot be found out: then nothing is genuine
 */
export async function signingSecrets(fns: IWebhookFunctions): Promise<string[]> {
	const store = openStaticData(fns);
	if (typeof store.secrets !== 'string') return [];
	const trigger = `${fns.getWorkflow().id} ${fns.getNode().id}`;
	const known = opened.get(trigger);
	if (known?.sealed === store.secrets) {
		const secrets = await known.secrets;
		if (secrets.length > 0 || Date.now() - known.at < ASK_AGAIN_MS) return secrets;
	}
	const fresh = { sealed: store.secrets, secrets: findOut(fns, store), at: Date.now() };
	opened.set(trigger, fresh);
	return await fresh.secrets;
}

async function findOut(fns: IWebhookFunctions, store: StaticData): Promise<string[]> {
	const found = await toResult(
		(async () => {
			const api = new UltravoxApi(fns, { maxRetries: 0, timeoutMs: 10_000 });
			const stored = await readSecrets(api, store);
			return stored.length > 0 ? stored : await askForSecrets(api, store);
		})(),
	);
	return 'value' in found ? found.value : [];
}

async function askForSecrets(api: UltravoxApi, { webhookId, url }: StaticData): Promise<string[]> {
	if (webhookId === undefined || url === undefined) return [];
	const path = `/api/webhooks/${encodeURIComponent(webhookId)}`;
	const webhook = await api.send({ method: 'GET', path });
	return isRecord(webhook) && sameAddress(webhook.url, url) ? texts(webhook.secrets) : [];
}

function lock(text: string, key: Buffer): string {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, key, iv);
	const locked = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), locked]).toString('base64');
}

/** @throws when it was locked with another key, or has been changed */
function unlock(sealed: string, key: Buffer): string {
	const bytes = Buffer.from(sealed, 'base64');
	const body = IV_BYTES + TAG_BYTES;
	const options = { authTagLength: TAG_BYTES };
	const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), options);
	decipher.setAuthTag(bytes.subarray(IV_BYTES, body));
	return Buffer.concat([decipher.update(bytes.subarray(body)), decipher.final()]).toString('utf8');
}
