import type { INodePropertyOptions } from 'n8n-workflow';

/** One part of the provider's account, as the API names it. */
export interface AccountField {
	name: string;
	label: string;
	description: string;
	placeholder: string;
	/** The API never returns it, and neither do we. */
	secret: boolean;
	/** Most characters that the API takes. */
	maxLength?: number;
	/** A value that does not match is refused with `formatHint`. */
	format?: RegExp;
	formatHint?: string;
}

/** Everything in which one telephony provider differs from another. */
export interface TelephonyProvider {
	/** Last part of the API path. */
	id: string;
	/** Name as the provider writes it. */
	label: string;
	/** Value of the resource. */
	resource: string;
	/** Credential type that holds the provider's account; its fields have the names of `account`. */
	credentialType: string;
	account: readonly AccountField[];
	/** Fields of the provider's incoming request that are worth mapping. */
	requestFields: INodePropertyOptions[];
}

/** Picks the first account field that the API returns, by which a configuration is recognised. */
export function publicField(provider: TelephonyProvider): AccountField {
	return provider.account.find(({ secret }) => !secret) ?? provider.account[0];
}
