import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { toResult } from '../util/result';
import type { ApiRequest } from '../client/apiRequest';
import type { UltravoxApi } from '../client/ultravoxApi';
import type { Wording } from '../errors/apiError';
import { isRecord } from '../util/guards';
import { publicField, type TelephonyProvider } from './provider';

/** A configuration as the API returns it. */
export interface Config extends IDataObject {
	callCreationAllowAllAgents?: boolean;
	callCreationAllowedAgentIds?: string[];
}

/** What to say when the account has no configuration for the provider. */
export function notConfigured({ label }: TelephonyProvider): Wording {
	return {
		message: `This Ultravox account has no ${label} configuration yet`,
		description: 'Use the operation "Create or Update" to make one.',
	};
}

/** The requests to one provider's configuration. */
export class ConfigApi {
	constructor(
		private readonly api: UltravoxApi,
		private readonly provider: TelephonyProvider,
	) {}

	/**
	 * GET of the configuration, whether there is one or not.
	 *
	 * @returns the configuration, without secrets, or undefined when there is none
	 * @throws ApiError
	 */
	async find(): Promise<Config | undefined> {
		const outcome = await toResult(
			this.send('GET', undefined, (answer) => this.isConfig(answer) || isNothing(answer)),
		);
		if ('value' in outcome) {
			return this.isConfig(outcome.value) ? this.clean(outcome.value) : undefined;
		}
		const { error } = outcome;
		if (error instanceof ApiError && (error.hasStatus(404) || error.facts.kind === 'emptyBody')) {
			return undefined;
		}
		throw error;
	}

	/** GET of the configuration. @throws ApiError, also with the status 404 when there is none */
	async get(): Promise<Config> {
		const config = await this.find();
		if (config) return config;
		throw this.status(404);
	}

	/**
	 * Makes the failure that a GET with this HTTP status would be, where the API says the same in another way.
	 *
	 * @param status e.g. 404
	 */
	status(status: number): ApiError {
		return new ApiError({
			kind: 'status',
			status,
			method: 'GET',
			path: this.path,
			host: '',
			tries: 1,
		});
	}

	/** POST of the configuration. @returns it as stored, without secrets @throws ApiError */
	async create(body: IDataObject): Promise<Config> {
		return this.clean(await this.send('POST', body));
	}

	/**
	 * Changes the stored configuration. When allow-all is refused only because a list is stored, the list is cleared
	 * in the same step; what the service does there is not documented.
	 *
	 * @param body only what is to change, under the API's names
	 * @returns it as stored, without secrets
	 * @throws ApiError
	 */
	async change(body: IDataObject): Promise<Config> {
		const outcome = await toResult(this.send('PATCH', body));
		if ('value' in outcome) return this.clean(outcome.value);
		const { error } = outcome;
		const overList =
			body.callCreationAllowAllAgents === true &&
			body.callCreationAllowedAgentIds === undefined &&
			error instanceof ApiError &&
			error.hasStatus(400, 409, 422) &&
			(error.names('callCreationAllowedAgentIds') || error.names('callCreationAllowAllAgents'));
		if (!overList) throw error;
		return this.clean(await this.send('PATCH', { ...body, callCreationAllowedAgentIds: [] }));
	}

	/** DELETE of the configuration. @throws ApiError */
	async remove(): Promise<void> {
		await this.api.send({ method: 'DELETE', path: this.path, answer: 'none' });
	}

	/** Path of the configuration; names it for `inTurn` as well. */
	get path(): string {
		return `/api/telephony_configs/${this.provider.id}`;
	}

	private async send(
		method: ApiRequest['method'],
		body?: IDataObject,
		isExpected: ApiRequest['isExpected'] = (answer) => this.isConfig(answer),
	): Promise<unknown> {
		for (const { name, secret } of this.provider.account) {
			if (secret) this.api.keepSecret(body?.[name]);
		}
		return await this.api.send({ method, path: this.path, isExpected, ...(body ? { body } : {}) });
	}

	private isConfig(answer: unknown): answer is Config {
		return isRecord(answer) && typeof answer[publicField(this.provider).name] === 'string';
	}

	/** The API says that it never returns these; should it ever, they stay out of the workflow's data. */
	private clean(answer: unknown): Config {
		const config: Config = { ...(answer as Config) };
		for (const { name, secret } of this.provider.account) if (secret) delete config[name];
		return config;
	}
}

/** Some services answer a missing thing with 200 and nothing in it. */
function isNothing(answer: unknown): boolean {
	return answer === null || (isRecord(answer) && Object.keys(answer).length === 0);
}
