import { createHash, hkdfSync } from 'crypto';
import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { ApiError, type ApiErrorFacts } from '../errors/apiError';
import { normaliseBaseUrl } from './baseUrl';
import { fieldMessages, isWebPage } from './errorBody';
import {
	fetchFileOnce,
	type FileCheck,
	type MakeError,
	type OpenFile,
	type Outcome,
} from './download';
import { isDeeperThan, queryString, readBody, type QueryValue } from './serialize';
import { networkCode } from './networkError';
import { InputError } from '../errors/inputError';
import { withoutBlanks } from '../util/pasted';
import { toResult } from '../util/result';
import { wait } from '../util/wait';
import { inTurn } from './turns';
import { retryAfterMs, waitBeforeNextTry } from './retry';

/** The credential type that holds the API key. */
export const API_CREDENTIAL = 'ultravoxApi';

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path under the Base URL, beginning with `/api/`; parts that come from users already URL-encoded. */
	path: string;
	/** Undefined values are left out; a list repeats its name, as the API wants it. */
	query?: Record<string, QueryValue>;
	body?: IDataObject;
	/** Whether sending it twice does no harm. By default everything but POST. */
	idempotent?: boolean;
	/** `none` for answers without a body. Otherwise the body is checked. */
	answer?: 'none';
	/** Whether the body of a success is what the API answers here. By default any JSON object or list. */
	isExpected?: (body: unknown) => boolean;
	/** Is told the text of a success before it is parsed, for what parsing loses: digits of long numbers. */
	onText?: (text: string) => void;
}

export interface ApiSettings {
	/** Time limit for one try, in milliseconds. */
	timeoutMs: number;
	/** Tries after the first one. */
	maxRetries: number;
	/** Limit in milliseconds for all waiting between the tries of one request. */
	maxWaitMs: number;
}

export const DEFAULT_SETTINGS: ApiSettings = {
	timeoutMs: 30_000,
	maxRetries: 3,
	maxWaitMs: 120_000,
};

/** The credential, read once. */
interface OpenCredential {
	base: string;
	key: string;
	decrypted: ICredentialsDecrypted;
}

/** Levels of an answer. The API's have about ten, with what users put into them some more. */
const DEEPEST = 200;

interface RawAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: unknown;
}

/**
 * The Ultravox API for one execution. Sends through n8n's own helper, so that proxies, the host's network policy and
 * cancellation work as its operators expect; adds the time limit, the retries and the reading of failures.
 */
export class UltravoxApi {
	private readonly settings: ApiSettings;

	private readonly secrets = new Set<string>();

	private opened: Promise<OpenCredential> | undefined;

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
	}

	/** Aborted when the user or n8n stops the execution; undefined where nothing can be stopped (dropdowns). */
	get cancelSignal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.fns ? this.fns.getExecutionCancelSignal() : undefined;
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
		const { base, key } = await this.credential();
		return createHash('sha256').update(`${base} ${key}`).digest('hex').slice(0, 16);
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

	private async credential(): Promise<OpenCredential> {
		this.opened ??= this.readCredential();
		return await this.opened;
	}

	/**
	 * Sends a request, again where that is safe and useful, and answers with the body.
	 *
	 * @returns the parsed body; undefined where `answer` is `none`
	 * @throws ApiError for everything but an expected success; InputError for a Base URL that cannot be used
	 */
	async send(request: ApiRequest): Promise<unknown> {
		return await this.repeat(request, async (base, fail) => {
			const answer = await this.answerTo(async () => await this.exchange(base, request), fail);
			return 'status' in answer ? this.toOutcome(request, answer, fail) : answer;
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
					await this.answerTo(async () => await this.open(address, withKey), fail),
				refused: (answer: RawAnswer) => {
					const judged = this.toOutcome(request, answer, fail);
					return judged instanceof ApiError ? judged : fail({ kind: 'foreign' });
				},
			};
			return await fetchFileOnce(wire, path, check, keep);
		});
	}

	private async repeat<T>(
		request: ApiRequest,
		attempt: (base: string, fail: MakeError) => Promise<Outcome<T>>,
	): Promise<T> {
		const base = await this.baseUrl();
		const idempotent = request.idempotent ?? request.method !== 'POST';
		const { host } = new URL(base);
		const { method, path } = request;
		let waited = 0;
		for (let tries = 1; ; tries++) {
			const outcome = await attempt(
				base,
				(facts) => new ApiError({ method, path, host, tries, ...facts }),
			);
			if ('body' in outcome) return outcome.body;
			if (!(outcome instanceof ApiError)) throw outcome.error;
			const { facts } = outcome;
			if (method === 'DELETE' && tries > 1 && outcome.hasStatus(404)) return undefined as T;
			const waitMs = tries <= this.settings.maxRetries ? waitAfter(facts, idempotent) : undefined;
			if (waitMs === undefined || waited + waitMs > this.settings.maxWaitMs) throw outcome;
			waited += waitMs;
			await wait(waitMs, this.cancelSignal);
			if (this.cancelSignal?.aborted) {
				throw new ApiError({ ...facts, kind: 'cancelled', messages: [] });
			}
		}
	}

	private async readCredential(): Promise<OpenCredential> {
		const data = await this.read();
		const { apiKey, baseUrl } = data;
		const key = typeof apiKey === 'string' ? withoutBlanks(apiKey) : '';
		this.keepSecret(apiKey, key);
		// As a header it would be refused by the HTTP client, which looks like a lost connection.
		if (!/^[!-~]+$/.test(key)) {
			throw new InputError(
				`API Key: ${key === '' ? 'the credential has none' : 'a key has no special characters'}`,
				'Open the Ultravox API credential and paste a key from the Ultravox console.',
			);
		}
		const { id, name } = this.fns.getNode().credentials?.[API_CREDENTIAL] ?? {};
		return {
			base: normaliseBaseUrl(baseUrl),
			key,
			decrypted: { id: id ?? '', name: name ?? '', type: API_CREDENTIAL, data },
		};
	}

	private async answerTo(
		exchange: () => Promise<RawAnswer>,
		fail: MakeError,
	): Promise<RawAnswer | ApiError | { error: unknown }> {
		if (this.cancelSignal?.aborted) return fail({ kind: 'cancelled' });
		const outcome = await toResult(this.withinLimit(exchange()));
		if (this.cancelSignal?.aborted) return fail({ kind: 'cancelled' });
		const { timeoutMs } = this.settings;
		if ('value' in outcome) return outcome.value ?? fail({ kind: 'timeout', timeoutMs });
		if (outcome.error instanceof InputError) return outcome;
		const code = networkCode(outcome.error);
		return code === 'TIMEOUT'
			? fail({ kind: 'timeout', timeoutMs })
			: fail({ kind: 'unreachable', code });
	}

	private toOutcome(
		request: ApiRequest,
		{ status, headers, body }: RawAnswer,
		fail: MakeError,
	): { body: unknown } | ApiError {
		if (status >= 300 && status < 400) return fail({ kind: 'redirect', status });
		if (status < 200 || status >= 300) {
			const said = readBody(body);
			// Taken for "there is none yet", the page of another server would be answered with the provider's account.
			if ([404, 405].includes(status) && isWebPage(said)) return fail({ kind: 'foreign', status });
			const header = headers['retry-after'];
			const wait = retryAfterMs(Array.isArray(header) ? header[0] : header, Date.now());
			return fail({
				kind: 'status',
				status,
				messages: fieldMessages(said, this.secrets),
				...(wait === undefined ? {} : { retryAfterSeconds: Math.ceil(wait / 1000) }),
			});
		}
		const parsed = readBody(body);
		if (request.onText && typeof body === 'string' && typeof parsed === 'object') {
			request.onText(body);
		}
		if (request.answer === 'none') {
			// A web page where nothing is due comes from another server.
			const page = typeof parsed === 'string' && parsed !== '';
			return page ? fail({ kind: 'foreign', status }) : { body: undefined };
		}
		if (parsed === '' || parsed === undefined) return fail({ kind: 'empty', status });
		// n8n could not store it.
		if (isDeeperThan(parsed, DEEPEST)) return fail({ kind: 'foreign', status });
		const expected = request.isExpected ?? ((value) => typeof value === 'object');
		return expected(parsed) ? { body: parsed } : fail({ kind: 'foreign', status });
	}

	private async exchange(base: string, request: ApiRequest): Promise<RawAnswer> {
		return await this.raw(true, {
			method: request.method,
			url: base + request.path + queryString(request.query),
			headers: { Accept: 'application/json' },
			json: true,
			// Else the helper parses it itself.
			...(request.onText ? { encoding: 'text' as const } : {}),
			...(request.body === undefined ? {} : { body: request.body }),
		});
	}

	private async open(address: string, withKey: boolean): Promise<RawAnswer> {
		return await this.raw(withKey, {
			method: 'GET',
			url: address,
			// Compressed, a small file could become one that fills the disk.
			headers: { Accept: '*/*', 'Accept-Encoding': 'identity' },
			encoding: 'stream',
		});
	}

	private async raw(withKey: boolean, request: IHttpRequestOptions): Promise<RawAnswer> {
		const options: IHttpRequestOptions = {
			...request,
			timeout: this.settings.timeoutMs,
			// A redirect would carry the key to wherever it points.
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			...(this.cancelSignal ? { abortSignal: this.cancelSignal } : {}),
		};
		const { helpers } = this.fns;
		const full = (await (withKey
			? helpers.httpRequestWithAuthentication.call(this.fns, API_CREDENTIAL, options, {
					// Else n8n looks the credential up in its database and decrypts it for every single request.
					credentialsDecrypted: (await this.credential()).decrypted,
				})
			: helpers.httpRequest(options))) as {
			statusCode: number;
			headers: RawAnswer['headers'];
			body: unknown;
		};
		return { status: full.statusCode, headers: full.headers ?? {}, body: full.body };
	}

	/** The helper's own limit ends with the first byte; this one also ends an answer that never finishes. */
	private async withinLimit(exchange: Promise<RawAnswer>): Promise<RawAnswer | undefined> {
		let settled = false;
		const done = () => {
			settled = true;
		};
		exchange.then(done, done);
		const limit = wait(this.settings.timeoutMs + 500, this.cancelSignal, () => settled);
		return await Promise.race([exchange, limit.then(() => (settled ? exchange : undefined))]);
	}
}

/** Milliseconds to wait before the next try; undefined where it makes no sense. */
function waitAfter(facts: ApiErrorFacts, idempotent: boolean): number | undefined {
	const { kind, status, tries, retryAfterSeconds } = facts;
	const retryAfter = retryAfterSeconds === undefined ? undefined : String(retryAfterSeconds);
	switch (kind) {
		case 'status':
		case 'unreachable':
		case 'timeout':
			return waitBeforeNextTry({ status, retryAfter, idempotent, tries }, Date.now());
		case 'storage':
			// The next try gets a fresh address from the API. One that is not safe to follow would stay so.
			return status === undefined
				? undefined
				: waitBeforeNextTry({ idempotent, tries }, Date.now());
		default:
			return undefined;
	}
}
