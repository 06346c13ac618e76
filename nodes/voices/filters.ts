import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { QueryValue } from '../client/serialize';
import { InputError } from '../errors/inputError';
import type { FieldLabels } from '../errors/apiError';
import type { ParameterReader } from '../fields/parameters';
import { readChoice, readRequiredText } from '../fields/readers';
import { readSettings, settingLabels, type Decide, type Setting } from '../fields/setting';
import { refuseMissing, show } from '../fields/values';
import { isMissing } from '../util/guards';

const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;
/** The API's limit. */
const LONGEST_LANGUAGE = 10;

const PROVIDERS = ['cartesia', 'eleven_labs', 'google', 'inworld', 'lmnt', 'respeecher'];

const readLanguage = (value: unknown, label: string): string => {
	const text = readRequiredText(value, label, LONGEST_LANGUAGE);
	if (LANGUAGE.test(text)) return text;
	throw new InputError(
		`${label}: ${show(text)} is not a language code`,
		'Enter one such as en, de-DE or pt-BR.',
	);
};

const readProviders = (value: unknown, label: string): string[] => {
	const names = typeof value === 'string' ? value.split(',') : value;
	const read = readChoice(...PROVIDERS);
	return (Array.isArray(names) ? names : [names]).map((name: unknown) => read(name, label));
};

const FILTERS: readonly Setting[] = [
	{
		field: {
			displayName: 'Billing',
			name: 'billingStyle',
			type: 'options',
			options: [
				{
					name: 'External',
					value: 'VOICE_BILLING_STYLE_EXTERNAL',
					description: "The provider bills you, with the account's own key at that provider",
				},
				{
					name: 'Included',
					value: 'VOICE_BILLING_STYLE_INCLUDED',
					description: 'The minutes of Ultravox include the voice',
				},
			],
			default: 'VOICE_BILLING_STYLE_INCLUDED',
			description: 'Who bills for the voice; both without this filter',
		},
		read: readChoice('VOICE_BILLING_STYLE_INCLUDED', 'VOICE_BILLING_STYLE_EXTERNAL'),
	},
	{
		field: {
			displayName: 'Language',
			name: 'primaryLanguage',
			type: 'string',
			default: '',
			placeholder: 'e.g. pt-BR',
			description:
				'Language code that the voice is made for. The same language of other regions comes after it.',
		},
		read: readLanguage,
	},
	{
		field: {
			displayName: 'Ownership',
			name: 'ownership',
			type: 'options',
			options: [
				{ name: 'Of the Account', value: 'private', description: 'Voices of your own' },
				{ name: 'Of Ultravox', value: 'public', description: 'Voices that everybody has' },
			],
			default: 'private',
			description: 'Whose voices to list; both without this filter',
		},
		read: readChoice('private', 'public'),
	},
	{
		field: {
			displayName: 'Providers',
			name: 'provider',
			type: 'multiOptions',
			options: [
				{ name: 'Cartesia', value: 'cartesia' },
				{ name: 'ElevenLabs', value: 'eleven_labs' },
				{ name: 'Google', value: 'google' },
				{ name: 'Inworld', value: 'inworld' },
				{ name: 'LMNT', value: 'lmnt' },
				{ name: 'Respeecher', value: 'respeecher' },
			],
			default: [],
			description: 'Who makes the voice; all without this filter',
		},
		read: readProviders,
	},
	{
		field: {
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. Mark',
			description: 'Text to look for; Ultravox searches',
		},
		read: (value, label) => readRequiredText(value, label),
	},
];

/** The collection of filters. */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: FILTERS.map(({ field }) => field),
};

/** Labels of the query parameters that the API may name. */
export const filterLabels: FieldLabels = settingLabels(FILTERS);

/** The editor leaves an empty value where a filter was added and not filled in. */
const decide: Decide = (value, { displayName }) => {
	const isLeftEmpty = Array.isArray(value) ? value.length === 0 : value === '';
	if (isLeftEmpty) return 'leaveOut';
	if (isMissing(value)) refuseMissing(displayName, 'empty text');
	return 'read';
};

/**
 * Reads the filters that the user set into query parameters.
 *
 * @param itemIndex zero-based index of the item
 * @returns by the API's names; only what was set
 * @throws InputError naming the filter
 */
export function readFilters(fns: ParameterReader, itemIndex: number): Record<string, QueryValue> {
	const given = fns.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	return readSettings(given, FILTERS, decide) as Record<string, QueryValue>;
}
