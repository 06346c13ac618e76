import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { ApiFailure, type FailureFacts } from './apiFailure';
import { normaliseBaseUrl } from './baseUrl';
import { fieldMessages, isWebPage } from './errorBody';
import { networkCode } from './networkCode';
import { redact } from './redact';
import { settle } from './settle';
import { pause, retryAfterMs, waitBeforeNextTry } from './retryPolicy';

/** The credential type that holds the API key. */
export const API_CREDENTIAL = 'ultravoxApi';

export type QueryValue = string | number | boolean | string[] | undefined;

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path under the Base URL, beginning with `/api/`; parts that come from users already URL-encoded. */
	path: string;
	/** Undefined values are left out; a list repeats its name, as the API wants it. */
	query?: Record<string, QueryValue>;
	body?: IDataObject;
	/** Whether sending it twice does no harm. By default everything but POST. */
	repeatable?: boolean;
	/** `none` for answers without a body. Otherwise the body is checked. */
	answer?: 'none';
	/** Whether the body of a success is what the API answers here. By default any JSON object or list. */
	isExpected?: (body: unknown) => boolean;
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

	private base: Promise<string> | undefined;

	/**
	 * @param fns n8n's functions of the execution, dropdown or webhook
	 * @param settings what differs from DEFAULT_SETTINGS
	 */
	constructor(
		private readonly fns: IAllExecuteFunctions,
		settings: Partial<ApiSettings> = {},
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
	 * @throws InputRefusal when it cannot be used
	 */
	async baseUrl(): Promise<string> {
		this.base ??= this.readCredential();
		return await this.base;
	}

	/**
	 * Sends a request, again where that is safe and useful, and answers with the body.
	 *
	 * @returns the parsed body; undefined where `answer` is `none`
	 * @throws ApiFailure for everything but an expected success; InputRefusal for a Base URL that cannot be used
	 */
	async send(request: ApiRequest): Promise<unknown> {
		const base = await this.baseUrl();
		const repeatable = request.repeatable ?? request.method !== 'POST';
		let waited = 0;
		for (let tries = 1; ; tries++) {
			const outcome = await this.tryOnce(base, request, tries);
			if ('body' in outcome) return outcome.body;
			if (!(outcome instanceof ApiFailure)) throw outcome.error;
			const { facts } = outcome;
			if (request.method === 'DELETE' && tries > 1 && outcome.hasStatus(404)) return undefined;
			const mayPass = ['status', 'unreachable', 'timeout'].includes(facts.kind);
			const wait =
				mayPass && tries <= this.settings.maxRetries
					? waitBeforeNextTry({ ...outcome.facts, ...retryAfterOf(facts), repeatable }, Date.now())
					: undefined;
			if (wait === undefined || waited + wait > this.settings.maxWaitMs) throw outcome;
			waited += wait;
			await pause(wait, this.cancelSignal);
			if (this.cancelSignal?.aborted) {
				throw new ApiFailure({ ...facts, kind: 'cancelled', messages: [] });
			}
		}
	}

	private async readCredential(): Promise<string> {
		const { apiKey, baseUrl } = await this.fns.getCredentials(API_CREDENTIAL);
		this.keepSecret(apiKey, typeof apiKey === 'string' ? apiKey.trim() : undefined);
		return normaliseBaseUrl(baseUrl);
	}

	private async tryOnce(
		base: string,
		request: ApiRequest,
		tries: number,
	): Promise<{ body: unknown } | ApiFailure | { error: unknown }> {
		const fail = (facts: Pick<FailureFacts, 'kind'> & Partial<FailureFacts>) =>
			new ApiFailure({
				method: request.method,
				path: request.path,
				host: new URL(base).host,
				tries,
				...facts,
			});
		if (this.cancelSignal?.aborted) return fail({ kind: 'cancelled' });
		const outcome = await settle(this.withinLimit(this.exchange(base, request)));
		if (this.cancelSignal?.aborted) return fail({ kind: 'cancelled' });
		const { timeoutMs } = this.settings;
		if ('value' in outcome) {
			return outcome.value
				? this.judge(request, outcome.value, fail)
				: fail({ kind: 'timeout', timeoutMs });
		}
		const code = networkCode(outcome.error);
		if (code === undefined) return outcome;
		return code === 'TIMEOUT'
			? fail({ kind: 'timeout', timeoutMs })
			: fail({ kind: 'unreachable', code });
	}

	private judge(
		request: ApiRequest,
		{ status, headers, body }: RawAnswer,
		fail: (facts: Pick<FailureFacts, 'kind'> & Partial<FailureFacts>) => ApiFailure,
	): { body: unknown } | ApiFailure {
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
				// Before long texts are cut: a secret that was cut in two would not be found.
				messages: fieldMessages(redact(said, this.secrets)),
				...(wait === undefined ? {} : { retryAfterSeconds: Math.ceil(wait / 1000) }),
			});
		}
		const parsed = readBody(body);
		if (request.answer === 'none') {
			// A web page where nothing is due comes from another server.
			const page = typeof parsed === 'string' && parsed !== '';
			return page ? fail({ kind: 'foreign', status }) : { body: undefined };
		}
		if (parsed === '' || parsed === undefined) return fail({ kind: 'empty', status });
		const expected = request.isExpected ?? ((value) => typeof value === 'object');
		return expected(parsed) ? { body: parsed } : fail({ kind: 'foreign', status });
	}

	private async exchange(base: string, request: ApiRequest): Promise<RawAnswer> {
		const options: IHttpRequestOptions = {
			method: request.method,
			url: base + request.path + queryString(request.query),
			headers: { Accept: 'application/json' },
			json: true,
			timeout: this.settings.timeoutMs,
			// A redirect would carry the key to wherever it points.
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			...(request.body === undefined ? {} : { body: request.body }),
			...(this.cancelSignal ? { abortSignal: this.cancelSignal } : {}),
		};
		const full = (await this.fns.helpers.httpRequestWithAuthentication.call(
			this.fns,
			API_CREDENTIAL,
			options,
		)) as { statusCode: number; headers: RawAnswer['headers']; body: unknown };
		return { status: full.statusCode, headers: full.headers ?? {}, body: full.body };
	}

	/** The helper's own limit ends with the first byte; this one also ends an answer that never finishes. */
	private async withinLimit(exchange: Promise<RawAnswer>): Promise<RawAnswer | undefined> {
		let settled = false;
		const done = () => {
			settled = true;
		};
		exchange.then(done, done);
		const limit = pause(this.settings.timeoutMs + 500, this.cancelSignal, () => settled);
		return await Promise.race([exchange, limit.then(() => (settled ? exchange : undefined))]);
	}
}

function retryAfterOf(facts: FailureFacts): { retryAfter?: string } {
	return facts.retryAfterSeconds === undefined
		? {}
		: { retryAfter: String(facts.retryAfterSeconds) };
}

/** The helper hands JSON over unparsed where the content type does not announce it. */
function readBody(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const text = body.trim();
	if (!/^[[{"]|^null$/.test(text)) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function queryString(query: ApiRequest['query'] = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined) continue;
		for (const entry of Array.isArray(value) ? value : [value]) search.append(name, String(entry));
	}
	const text = search.toString();
	return text === '' ? '' : `?${text}`;
}
