import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readIds, readRequiredText, readSeconds } from '../fields/readers';
import { readDateTime } from '../fields/dateTime';
import type { ParameterReader } from '../fields/parameters';
import { isExpression } from '../fields/expressions';
import { keyValueField, keyValueJsonField, readKeyValues } from '../fields/keyValues';
import { checkId, locator } from '../fields/locators';
import { checkSearchable } from '../fields/searchable';
import { readSettings, settingLabels, type Decide, type Setting } from '../fields/setting';
import type { FieldLabels } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import type { QueryValue } from '../client/serialize';
import { isMissing } from '../util/guards';
import { refuseMissing, show } from '../fields/values';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

const readTime = (value: unknown, label: string): string => {
	const text = typeof value === 'string' ? value.trim() : '';
	if (!TIME.test(text)) {
		throw new InputError(
			`${label}: ${show(value)} is not a time of day`,
			'Enter hours, minutes and seconds, such as 09:00:00.',
		);
	}
	return text.length > 5 ? text.padStart(8, '0') : `${text.padStart(5, '0')}:00`;
};

/** A day alone stands for its begin or its end, as the API itself reads it. */
const readDate = (value: unknown, label: string, timeZone: string): string =>
	typeof value === 'string' && DAY.test(value.trim())
		? value.trim()
		: readDateTime(value, label, timeZone);

const FILTERS: ReadonlyArray<Setting<[timeZone: string]>> = [
	{
		field: {
			displayName: 'Agent Names or IDs',
			name: 'agentIds',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getAgents' },
			default: [],
			description:
				'Only calls of these agents. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		read: readIds,
	},
	{
		field: {
			displayName: 'Created After',
			name: 'fromDate',
			type: 'dateTime',
			default: '',
			description: 'Only calls from this time on, this time included',
		},
		read: readDate,
	},
	{
		field: {
			displayName: 'Created Before',
			name: 'toDate',
			type: 'dateTime',
			default: '',
			description: 'Only calls up to this time, this time included',
		},
		read: readDate,
	},
	{
		field: {
			displayName: 'Longest Duration',
			name: 'durationMax',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 600,
			description: 'Only calls of at most so many seconds',
		},
		read: readSeconds,
	},
	{
		field: {
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. refund',
			description: 'Text to look for; Ultravox searches',
		},
		read: (value, label) => readRequiredText(value, label),
	},
	{
		field: {
			displayName: 'Shortest Duration',
			name: 'durationMin',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 10,
			description: 'Only calls of at least so many seconds',
		},
		read: readSeconds,
	},
	{
		field: {
			displayName: 'Time of Day, From',
			name: 'timeOfDayStart',
			type: 'string',
			default: '',
			placeholder: 'e.g. 09:00:00',
			description: 'Only calls created from this time on, whatever the date. Presumably in UTC.',
		},
		read: readTime,
	},
	{
		field: {
			displayName: 'Time of Day, Until',
			name: 'timeOfDayEnd',
			type: 'string',
			default: '',
			placeholder: 'e.g. 17:30:00',
			description: 'Only calls created up to this time, whatever the date. Presumably in UTC.',
		},
		read: readTime,
	},
	{
		field: locator('voice', { required: false, description: 'Only calls with this voice' }),
		read: checkId,
	},
];

/** The one filter whose empty value could mean the opposite: a list of none is not all of them. */
const AGENTS = 'agentIds';

const METADATA = ['Metadata', 'metadata'] as const;
const METADATA_PURPOSE = 'Only calls whose metadata have all of these values';
const metadataRows = keyValueField(...METADATA, METADATA_PURPOSE);
const metadataJson = keyValueJsonField(...METADATA, METADATA_PURPOSE);

/** The collection of filters. */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [...FILTERS.map(({ field }) => field), metadataRows, metadataJson],
};

/** Labels of the query parameters that the API may name. */
export const filterLabels: FieldLabels = {
	...settingLabels(FILTERS),
	[METADATA[1]]: METADATA[0],
};

/**
 * Reads the filters that the user set into query parameters.
 *
 * @param itemIndex zero-based index of the item
 * @returns by the API's names; only what was set
 * @throws InputError naming the filter, also when an expression gives nothing: without it too many calls would come
 */
export function readFilters(fns: ParameterReader, itemIndex: number): Record<string, QueryValue> {
	const given = fns.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const query = readSettings(given, FILTERS, decideFor(fns), fns.getTimezone()) as Record<
		string,
		QueryValue
	>;
	for (const [name, value] of Object.entries(
		readKeyValues(given, METADATA[1], METADATA[0]) ?? {},
	)) {
		if (isMissing(value)) refuseMissing(`${METADATA[0]} ${show(name)}`, 'empty text');
		const text = typeof value === 'string' ? value : JSON.stringify(value);
		for (const part of [name, text]) checkSearchable(part, METADATA[0]);
		query[`metadata.${name}`] = text;
	}
	return query;
}

const decideFor =
	(fns: ParameterReader): Decide =>
	(value, { name, displayName }) => {
		// The editor leaves an empty text where a filter was added and not filled in.
		if (value === '' || (Array.isArray(value) && value.length === 0)) {
			if (name === AGENTS && isExpression(fns, 'filters', name)) refuseNoAgents(displayName);
			return 'leaveOut';
		}
		if (isMissing(value)) refuseMissing(displayName, 'empty text');
		return 'read';
	};

function refuseNoAgents(label: string): never {
	throw new InputError(
		`${label}: the expression gives no agent, and without one the calls of all agents would come`,
		'Check the expression, or remove the filter to list the calls of all agents.',
	);
}
