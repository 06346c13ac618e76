import type { INodeProperties } from 'n8n-workflow';
import { readAddress } from '../fields/phoneNumbers';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { readChoice } from '../fields/readers';
import { isMissing, isRecord } from '../util/guards';
import type { NumberProvider } from './provider';
import { numberProviders } from './providers';

/** Option of the operations that change a number. */
export const dryRunOption: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: true,
	description:
		'Whether to check everything and answer with what would be changed, without changing anything',
};

export const phoneNumberField: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The number that people call',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose the phone number…',
			typeOptions: { searchListMethod: 'searchPhoneNumbers', searchable: true },
		},
		{
			displayName: 'By Number',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. +15551234567',
		},
	],
};

/** @throws InputError for a provider that there is not */
export function readProvider(
	fns: Pick<ParameterReader, 'getNodeParameter'>,
	itemIndex: number,
): NumberProvider {
	const ids = numberProviders.map(({ provider }) => provider.id);
	const value: unknown = fns.getNodeParameter('provider', itemIndex, 'twilio');
	return providerOf(readChoice(...ids)(value, 'Provider'));
}

/** @param id one of the values of `providerField` */
export function providerOf(id: unknown): NumberProvider {
	return numberProviders.find(({ provider }) => provider.id === id) ?? numberProviders[0];
}

/** @returns the chosen number in E.164 form @throws InputError when nothing is chosen, or what is no phone number */
export function readPhoneNumber(fns: ParameterReader, itemIndex: number): string {
	const raw: unknown = fns.getNodeParameter('phoneNumber', itemIndex, '');
	const value = isRecord(raw) ? raw.value : raw;
	if (isMissing(value) || (typeof value === 'string' && value.trim() === '')) {
		throw new InputError(
			'Phone Number: nothing is chosen',
			'Choose from the list, or check that the expression gives a number for this item.',
		);
	}
	return readAddress(value, 'Phone Number', 'phone');
}
