import { createHash, hkdfSync } from 'crypto';
import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { API_CREDENTIAL, openCredential, type ApiCredential } from './apiCredential';
import type { ApiRequest } from './apiRequest';
import { requireCredential } from './chosenCredential';
import { fetchFileOnce, type FileCheck, type OpenFile } from './download';
import { toOutcome, type HttpAnswer, type MakeError, type Outcome } from './outcome';
import { requestWindowOf } from './requestWindow';
import { queryString } from './serialize';
import { DEFAULT_SETTINGS, noMoreThan, Tries, type ApiSettings } from './tries';
import { inTurn } from './turns';
import { isPlace, sendFileOnce, sendingMs, type FileToSend } from './upload';

export { DEFAULT_SETTINGS, type ApiSettings };

/**
 * The Ultravox API for one execution. Sends through n8n's own helper, so that proxies, the host's network policy and
 * cancellation work as its operators expect; adds the time limit, the retries and the reading of failures.
 */
export class UltravoxApi {
	private readonly settings: ApiSettings;

	private readonly secrets = new Set<string>();

	private opened: Promise<ApiCredential> | undefined;

	private readonly tries: Tries;

	/**
	 * @param fns n8n's functions of the execution, dropdown or webhook
	 * @param settings what differs from DEFAULT_SETTINGS
	 * @param read reads the credential; by default that of the execution's first item
	 */
	constructor(
		private readonly fns: IAllExecuteFunctions,
		settings: Partial<ApiSettings> = {},
		private readonly read: () => Promise<ICredentialDataDecryptedObject> = async () =>
			await fns.getCredentials(API_CREDENTIAL),
	) {
		this.settings = { ...DEFAULT_SETTINGS, ...settings };
		this.tries = new Tries(this.settings, this.cancelSignal);
	}

	/**
	 * The same account, with no more patience than is given: for what is of use for a while only.
	 *
	 * @param most milliseconds and tries, as in ApiSettings
	 */
	hurried(most: ApiSettings): UltravoxApi {
		const settings = noMoreThan(this.settings, most);
		return new UltravoxApi(this.fns, settings, this.read);
	}

	/** Aborted when the user or n8n stops the execution; undefined where nothing can be stopped (dropdowns). */
	get cancelSignal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.fns ? this.fns.getExecutionCancelSignal() : undefined;
	}

	/** How many requests the service may be asked at once, as far as is known at this moment. */
	get atOnce(): number {
		return this.tries.window.width;
	}

	/** Makes sure that a value never shows in a failure, should the API repeat it. */
	keepSecret(...values: unknown[]): void {
		for (const value of values) if (typeof value === 'string') this.secrets.add(value);
	}

	/**
	 * The address of the credential, e.g. `https://api.ultravox.ai`.
	 *
	 * @throws InputError when it, or the key, cannot be used
	 */
	async baseUrl(): Promise<string> {
		return (await this.credential()).base;
	}

	/**
	 * A key for encrypting what is stored outside the credential.
	 *
	 * @param purpose another one gives another key
	 * @returns 32 bytes, the same for the same API key
	 * @throws InputError when the credential cannot be used
	 */
	async derivedKey(purpose: string): Promise<Buffer> {
		const { key } = await this.credential();
		return Buffer.from(hkdfSync('sha256', key, 'n8n-nodes-ultravox', purpose, 32));
	}

	/**
	 * Names the account without giving it away: other keys and addresses have other names.
	 *
	 * @throws InputError when the credential cannot be used
	 */
	async accountName(): Promise<string> {
		return nameOf(await this.credential());
	}

	/**
	 * Does work on a thing of the account while nothing else in this process does: for what is read, changed and written
	 * back. See `turns.ts`; other processes of n8n are not waited for.
	 *
	 * @param thing e.g. the path of the thing
	 * @param owner what the items of one execution share
	 * @param work is told whether nobody else had a turn since the owner's previous one
	 * @throws ApiError when the execution is cancelled before its turn comes; InputError for a credential that cannot be
	 *   used; what `work` throws
	 */
	async inTurn<T>(
		thing: string,
		owner: object,
		work: (undisturbed: boolean) => Promise<T>,
	): Promise<T> {
		const key = `${await this.accountName()} ${thing}`;
		let answer: { value: T } | undefined;
		await inTurn({ key, owner, signal: this.cancelSignal }, async (undisturbed) => {
			answer = { value: await work(undisturbed) };
		});
		if (answer) return answer.value;
		const { host } = new URL(await this.baseUrl());
		throw new ApiError({ kind: 'cancelled', method: 'GET', path: thing, host, tries: 0 });
	}

	private async credential(): Promise<ApiCredential> {
		this.opened ??= this.readCredential();
		return await this.opened;
	}

	private async readCredential(): Promise<ApiCredential> {
		requireCredential(this.fns, API_CREDENTIAL, 'Ultravox API credential');
		const data = await this.read();
		const { apiKey } = data;
		this.keepSecret(apiKey, typeof apiKey === 'string' ? apiKey.trim() : '');
		const credential = openCredential(this.fns, data);
		this.tries.window = requestWindowOf(nameOf(credential));
		return credential;
	}

	/**
	 * Sends a request, again where that is safe and useful, and answers with the body.
	 *
	 * @returns the parsed body; undefined where `answer` is `none`
	 * @throws ApiError for everything but an expected success; InputError for a Base URL that cannot be used
	 */
	async send(request: ApiRequest): Promise<unknown> {
		return await this.repeat(request, async (base, fail) => {
			const answer = await this.tries.answerTo(
				async () => await this.exchange(base, request),
				fail,
			);
			return 'status' in answer ? toOutcome(request, answer, this.secrets, fail) : answer;
		});
	}

	/**
	 * Fetches a file, again where that is useful. The key goes to the Base URL only; a redirect from there is followed
	 * without it, over https.
	 *
	 * @param path path under the Base URL
	 * @param check what the file has to be
	 * @param keep stores the content; called anew for each try
	 * @returns what `keep` answered
	 * @throws ApiError; what `keep` throws
	 */
	async fetchFile<T>(
		path: string,
		check: FileCheck,
		keep: (file: OpenFile) => Promise<T>,
	): Promise<T> {
		const request = { method: 'GET', path } as const;
		return await this.repeat(request, async (base, fail) => {
			const wire = {
				base,
				fail,
				idleMs: this.settings.timeoutMs,
				signal: this.cancelSignal,
				open: async (address: string, withKey: boolean) =>
					await this.tries.answerTo(async () => await this.open(address, withKey), fail),
				refused: (answer: HttpAnswer) => {
					const outcome = toOutcome(request, answer, this.secrets, fail);
					return outcome instanceof ApiError ? outcome : fail({ kind: 'unexpectedBody' });
				},
			};
			return await fetchFileOnce(wire, path, check, keep);
		});
	}

	/**
	 * Sends a file to where the API wants it, again where that is useful, each time to a fresh address: the API's are good
	 * for some minutes. The key goes to the Base URL only.
	 *
	 * @param path path under the Base URL that tells where the file is to go
	 * @returns the ID under which the API knows the file
	 * @throws ApiError; InputError where n8n does not have the file any more
	 */
	async sendFile(path: string, file: FileToSend): Promise<string> {
		const { bytes, fileName, mimeType } = file;
		const request = {
			method: 'POST' as const,
			path,
			body: { mimeType, fileName },
			// An address that nobody uses does no harm.
			changesNothing: true,
			isExpected: isPlace,
		};
		const limitMs = this.settings.timeoutMs + sendingMs(bytes);
		return await this.repeat(request, async (base, fail) => {
			const ask = async () => {
				const answer = await this.tries.answerTo(
					async () => await this.exchange(base, request),
					fail,
				);
				return 'status' in answer ? toOutcome(request, answer, this.secrets, fail) : answer;
			};
			const put = async (address: string, content: IHttpRequestOptions['body']) => {
				const headers = { 'Content-Type': mimeType, 'Content-Length': bytes };
				const sent = { method: 'PUT' as const, url: address, headers, body: content };
				return await this.tries.answerTo(
					async () => await this.raw(false, sent, limitMs),
					(facts) => fail({ ...facts, method: 'PUT', host: new URL(address).host }),
					limitMs,
				);
			};
			return await sendFileOnce({ base, fail, ask, put }, file);
		});
	}

	private async repeat<T>(
		request: ApiRequest,
		attempt: (base: string, fail: MakeError) => Promise<Outcome<T>>,
	): Promise<T> {
		const base = await this.baseUrl();
		const { host } = new URL(base);
		return await this.tries.repeat(request, { host }, async (fail) => await attempt(base, fail));
	}

	private async exchange(base: string, request: ApiRequest): Promise<HttpAnswer> {
		return await this.raw(true, {
			method: request.method,
			url: base + request.path + queryString(request.query),
			headers: { Accept: 'application/json' },
			json: true,
			// Else the helper parses it itself.
			...(request.onText ? { encoding: 'text' as const } : {}),
			...(request.body === undefined ? {} : { body: request.body }),
			...(request.giveUp ? { abortSignal: request.giveUp } : {}),
		});
	}

	private async open(address: string, withKey: boolean): Promise<HttpAnswer> {
		return await this.raw(withKey, {
			method: 'GET',
			url: address,
			// Compressed, a small file could become one that fills the disk.
			headers: { Accept: '*/*', 'Accept-Encoding': 'identity' },
			encoding: 'stream',
		});
	}

	private async raw(
		withKey: boolean,
		request: IHttpRequestOptions,
		timeout = this.settings.timeoutMs,
	): Promise<HttpAnswer> {
		const options: IHttpRequestOptions = {
			...request,
			timeout,
			// A redirect would carry the key to wherever it points.
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			...(this.cancelSignal && !request.abortSignal ? { abortSignal: this.cancelSignal } : {}),
		};
		const { helpers } = this.fns;
		const full = (await (withKey
			? helpers.httpRequestWithAuthentication.call(this.fns, API_CREDENTIAL, options, {
					// Else n8n looks the credential up in its database and decrypts it for every single request.
					credentialsDecrypted: (await this.credential()).decrypted,
				})
			: helpers.httpRequest(options))) as {
			statusCode: number;
			headers: HttpAnswer['headers'];
			body: unknown;
		};
		return { status: full.statusCode, headers: full.headers ?? {}, body: full.body };
	}
}

function nameOf({ base, key }: ApiCredential): string {
	return createHash('sha256').update(`${base} ${key}`).digest('hex').slice(0, 16);
}
