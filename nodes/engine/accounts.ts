import type { IExecuteFunctions } from 'n8n-workflow';
import { API_CREDENTIAL } from '../client/apiCredential';
import { UltravoxApi, type ApiSettings } from '../client/ultravoxApi';
import type { CredentialReader } from '../util/credentialReader';

/** The clients of one execution: one for each account, as a credential may have an expression. */
export class Accounts {
	private readonly clients = new Map<string, UltravoxApi>();

	/**
	 * @param fns n8n's functions for this execution
	 * @param settings of every client
	 * @param credentials reads the credential of an item
	 */
	constructor(
		private readonly fns: IExecuteFunctions,
		private readonly settings: Partial<ApiSettings>,
		private readonly credentials: CredentialReader,
	) {}

	/**
	 * @param itemIndex zero-based index of the item
	 * @returns the client for the item's account, the same for all items of one account
	 * @throws what n8n throws when the credential of this item cannot be read
	 */
	async of(itemIndex: number): Promise<UltravoxApi> {
		if (!(await this.credentials.mayDiffer())) return this.client('', 0);
		const { apiKey, baseUrl } = await this.credentials.read(API_CREDENTIAL, itemIndex);
		return this.client(JSON.stringify([apiKey, baseUrl]), itemIndex);
	}

	private client(account: string, itemIndex: number): UltravoxApi {
		const read = async () => await this.credentials.read(API_CREDENTIAL, itemIndex);
		const client = this.clients.get(account) ?? new UltravoxApi(this.fns, this.settings, read);
		this.clients.set(account, client);
		return client;
	}
}
