import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { ProviderApi } from '../client/providerApi';
import { DROPDOWN_SETTINGS, forDropdown } from '../engine/dropdown';
import { cleanText } from '../util/cleanText';
import { openAccount } from './account';
import { providerOf } from './fields';

/** More than anyone can pick from. */
const MOST_ENTRIES = 1000;

/**
 * Fills the list of phone numbers: those of the account whose credential is chosen.
 *
 * @param filter what the user typed: a part of the number, or of its name
 * @throws NodeApiError or NodeOperationError with a sentence for the user
 */
export async function searchPhoneNumbers(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async () => {
		const provider = providerOf(this.getCurrentNodeParameter('provider'));
		const account = await openAccount(
			this,
			provider,
			async (type) => await this.getCredentials(type),
		);
		const api = new ProviderApi(this, account, DROPDOWN_SETTINGS);
		const numbers = await provider.list(api, MOST_ENTRIES);
		const wanted = filter.trim().toLowerCase();
		return {
			results: numbers
				.map(({ phoneNumber, name, application }) => ({
					name: cleanText([phoneNumber, name ?? application?.name].filter(Boolean).join(' · ')),
					value: phoneNumber,
				}))
				.filter(({ name }) => name.toLowerCase().includes(wanted)),
		};
	});
}
