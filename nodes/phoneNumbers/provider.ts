import type { ProviderApi } from '../client/providerApi';
import type { TelephonyProvider } from '../telephony/provider';
import type { PhoneNumber } from './phoneNumber';

/** What is special about the phone numbers of a provider. */
export interface NumberProvider {
	/** Account, credential and name, as for its telephony configuration. */
	provider: TelephonyProvider;
	/** Where its API is; the same as in its credential. */
	origin: string;
	/**
	 * Reads the account's numbers, with what each points at.
	 *
	 * @param limit how many at most; Infinity for all
	 * @throws ApiError
	 */
	list(api: ProviderApi, limit: number): Promise<PhoneNumber[]>;
	/**
	 * Reads one number, with what it points at.
	 *
	 * @param phoneNumber E.164
	 * @returns undefined where the account does not have it
	 * @throws ApiError
	 */
	find(api: ProviderApi, phoneNumber: string): Promise<PhoneNumber | undefined>;
	/** Where this node does not change numbers itself: what a person has to do at the provider. */
	manual?: {
		/** Has calls to the number answered by an address, see `agentAddress`. */
		connect(number: PhoneNumber, url: string, fallbackUrl?: string): string[];
		/** Takes that back. */
		disconnect(number: PhoneNumber): string[];
	};
}
