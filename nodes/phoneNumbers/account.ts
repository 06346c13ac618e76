import type { IAllExecuteFunctions } from 'n8n-workflow';
import { requireCredential } from '../client/chosenCredential';
import { ProviderApi, type ProviderAccount } from '../client/providerApi';
import { readRequestOptions } from '../engine/requestOptions';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { credentialLabel } from '../telephony/account';
import { withoutBlanks } from '../util/pasted';
import type { NumberProvider } from './provider';

/** The account of an item, and how patient to be with its provider. */
export interface NumberAccount {
	account: ProviderAccount;
	settings: ReturnType<typeof readRequestOptions>;
}

/**
 * Reads the provider's credential of an item.
 *
 * @throws InputError when none is chosen, or it is not filled in; what n8n throws when it cannot be read
 */
export async function readNumberAccount(
	fns: ParameterReader,
	provider: NumberProvider,
	itemIndex: number,
): Promise<NumberAccount> {
	const account = await openAccount(
		fns,
		provider,
		async (type) => await fns.getCredentials(type, itemIndex),
	);
	return { account, settings: readRequestOptions(fns, itemIndex) };
}

/** @param read reads a credential by its type */
export async function openAccount(
	fns: Pick<IAllExecuteFunctions, 'getNode'>,
	{ provider, origin }: NumberProvider,
	read: (type: string) => Promise<object>,
): Promise<ProviderAccount> {
	const { credentialType, label } = provider;
	requireCredential(fns, credentialType, credentialLabel(provider));
	const data = (await read(credentialType)) as ProviderAccount['data'];
	for (const field of provider.account) {
		const value = data[field.name];
		if (typeof value === 'string' && withoutBlanks(value) !== '') continue;
		throw new InputError(
			`${label} credential, ${field.label}: this field is empty`,
			'Open the credential and fill it in.',
		);
	}
	return { label, origin, credentialType, data };
}

/** The client for an item's account. */
export function apiOf(
	fns: IAllExecuteFunctions,
	{ account, settings }: NumberAccount,
): ProviderApi {
	return new ProviderApi(fns, account, settings);
}
