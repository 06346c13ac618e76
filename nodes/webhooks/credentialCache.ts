import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { API_CREDENTIAL } from '../client/apiCredential';
import { UltravoxApi } from '../client/ultravoxApi';
import { InputError } from '../errors/inputError';
import { toResult } from '../util/result';

/** An edited credential calls no method of a trigger; it is noticed within this time. */
const READ_AGAIN_MS = 60_000;
/** The same where the credential could not be read. */
const TRY_AGAIN_MS = 5_000;

interface Entry {
	/** Undefined where the credential could not be read. */
	key: Promise<Buffer | undefined>;
	/** Milliseconds since 1970. */
	until: number;
}

/** By credential and purpose. */
const entries = new Map<string, Entry>();

/**
 * The key that is derived from the API key of the node's credential. The credential is read once a minute at most: at
 * every delivery it would cost more than all the rest. The API key itself is not kept.
 *
 * @param purpose another one gives another key
 * @returns 32 bytes; undefined where the credential cannot be read or has no key
 */
export async function cachedKey(
	fns: IHookFunctions | IWebhookFunctions,
	purpose: string,
): Promise<Buffer | undefined> {
	const known = entries.get(entryName(fns, purpose));
	return known && Date.now() < known.until
		? await known.key
		: await rememberKey(fns, purpose, new UltravoxApi(fns));
}

/**
 * Derives the key anew, for `cachedKey` too.
 *
 * @param api has read the credential, or is about to
 * @returns 32 bytes; undefined where the credential cannot be read or has no key
 */
export async function rememberKey(
	fns: IHookFunctions | IWebhookFunctions,
	purpose: string,
	api: UltravoxApi,
): Promise<Buffer | undefined> {
	const entry: Entry = {
		key: toResult(api.derivedKey(purpose)).then((read) => {
			if ('value' in read) return read.value;
			entry.until = Date.now() + TRY_AGAIN_MS;
			return undefined;
		}),
		until: Date.now() + READ_AGAIN_MS,
	};
	entries.set(entryName(fns, purpose), entry);
	return await entry.key;
}

/**
 * Refuses a credential whose expressions need an item, which a trigger does not have.
 *
 * @throws InputError; what n8n throws when the credential cannot be read
 */
export async function checkCredential(fns: IHookFunctions): Promise<void> {
	const read = await toResult(fns.getCredentials(API_CREDENTIAL));
	if ('value' in read) return;
	if (!(read.error instanceof Error) || read.error.name !== 'ExpressionError') throw read.error;
	throw new InputError(
		'Ultravox API credential: it has an expression that needs the data of an item, and a trigger has none when it is published',
		'Type the key into the credential, or choose a credential without $json and without names of nodes.',
	);
}

function entryName(fns: IHookFunctions | IWebhookFunctions, purpose: string): string {
	const { id, name } = fns.getNode().credentials?.[API_CREDENTIAL] ?? {};
	return `${id ?? name ?? ''} ${purpose}`;
}
