import type { ProviderApi } from '../client/providerApi';
import { InputError } from '../errors/inputError';
import type { PhoneNumber } from './phoneNumber';
import type { NumberProvider } from './provider';

/** @throws InputError when the account does not have the number; ApiError */
export async function findNumber(
	api: ProviderApi,
	provider: NumberProvider,
	phoneNumber: string,
): Promise<PhoneNumber> {
	const found = await provider.find(api, phoneNumber);
	if (found) return found;
	const { label } = provider.provider;
	throw new InputError(
		`Phone Number: the ${label} account does not have ${phoneNumber}`,
		`Choose the number from the list, or another ${label} Account Credential at the top of the panel.`,
	);
}
