import { createHash } from 'crypto';
import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import type { ApiRequest } from './apiRequest';
import { toOutcome, type HttpAnswer } from './outcome';
import { requestWindowOf } from './requestWindow';
import { queryString } from './serialize';
import { DEFAULT_SETTINGS, Tries, type ApiSettings } from './tries';
import { withoutBlanks } from '../util/pasted';

/** An account at a telephony provider, as a saved credential holds it. */
export interface ProviderAccount {
	/** Name of the provider, for messages. */
	label: string;
	/** Where its API is, e.g. `https://api.twilio.com`; the credential is sent nowhere else. */
	origin: string;
	/** The credential's type; its `authenticate` adds the secret. */
	credentialType: string;
	/** The credential's values. */
	data: ICredentialDataDecryptedObject;
}

/** A request to a provider. */
export interface ProviderRequest extends ApiRequest {
	/** Fields of a form, which is sent instead of a body; an empty text clears what is stored. */
	form?: Record<string, string>;
}

/**
 * The API of a telephony provider for one execution. Sends through n8n's own helper, as UltravoxApi does; the secret is
 * added by the credential itself, which refuses every other origin.
 */
export class ProviderApi {
	private readonly tries: Tries;

	private readonly settings: ApiSettings;

	private readonly secrets: string[];

	/**
	 * @param fns n8n's functions of the execution or dropdown
	 * @param settings what differs from DEFAULT_SETTINGS
	 */
	constructor(
		private readonly fns: IAllExecuteFunctions,
		readonly account: ProviderAccount,
		settings: Partial<ApiSettings> = {},
	) {
		this.settings = { ...DEFAULT_SETTINGS, ...settings };
		this.tries = new Tries(this.settings, this.cancelSignal);
		this.secrets = Object.entries(account.data).flatMap(([name, value]) =>
			typeof value === 'string' && IS_SECRET.test(name) ? [value, withoutBlanks(value)] : [],
		);
		const name = createHash('sha256').update(JSON.stringify(account)).digest('hex');
		this.tries.window = requestWindowOf(name.slice(0, 16));
	}

	/** A value of the credential that is no secret, without white space. */
	value(name: string): string {
		const value = this.account.data[name];
		return typeof value === 'string' ? withoutBlanks(value) : '';
	}

	/**
	 * Sends a request, again where that is safe and useful.
	 *
	 * @returns the parsed body of a success
	 * @throws ApiError with the provider as its service; InputError when the credential refuses to be sent
	 */
	async send(request: ProviderRequest): Promise<IDataObject> {
		const { label: service, origin } = this.account;
		const { host } = new URL(origin);
		const body = await this.tries.repeat(request, { host, service }, async (fail) => {
			const answer = await this.tries.answerTo(async () => await this.exchange(request), fail);
			return 'status' in answer ? toOutcome(request, answer, this.secrets, fail) : answer;
		});
		return body as IDataObject;
	}

	/** Makes the failure of a list that cannot be read to its end. */
	brokenList(kind: 'endless' | 'foreignNextPage' | 'unexpectedBody', path: string): ApiError {
		const { label: service, origin } = this.account;
		const { host } = new URL(origin);
		return new ApiError({ kind, method: 'GET', path, host, service, tries: 1 });
	}

	private get cancelSignal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.fns ? this.fns.getExecutionCancelSignal() : undefined;
	}

	private async exchange(request: ProviderRequest): Promise<HttpAnswer> {
		const { credentialType: type, data, origin } = this.account;
		const { form, body } = request;
		const options: IHttpRequestOptions = {
			method: request.method,
			url: origin + request.path + queryString(request.query),
			headers: {
				Accept: 'application/json',
				...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
			},
			...(form ? { body: new URLSearchParams(form).toString() } : {}),
			...(body ? { body, json: true } : {}),
			timeout: this.settings.timeoutMs,
			// A redirect would carry the account to wherever it points.
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			...(this.cancelSignal ? { abortSignal: this.cancelSignal } : {}),
		};
		const { id, name } = this.fns.getNode().credentials?.[type] ?? {};
		const credentialsDecrypted = { id: id ?? '', name: name ?? '', type, data };
		const full = (await this.fns.helpers.httpRequestWithAuthentication.call(
			this.fns,
			type,
			options,
			{ credentialsDecrypted },
		)) as { statusCode: number; headers: HttpAnswer['headers']; body: unknown };
		return { status: full.statusCode, headers: full.headers ?? {}, body: full.body };
	}
}

/** Names of a credential's values that no answer may repeat. */
const IS_SECRET = /token|key/i;
