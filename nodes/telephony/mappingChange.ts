import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { variableName } from '../fields/template';
import { isRecord } from '../util/guards';
import { readChosen, type Choice, type Chooser, type WriteOperation } from './chooser';
import type { Config } from './configApi';
import { mergeMapping, readMappingJson, readMappingRows, type ContextMapping } from './mapping';
import type { TelephonyProvider } from './provider';

/** What happens to the stored mapping, as chosen. */
export type MappingMode = 'keep' | 'replace' | 'merge' | 'clear';

/** What happens to the stored mapping, as read from the panel. */
export interface MappingChange {
	mode: MappingMode;
	/** For `replace` and `merge`; there is at least one row. */
	mapping: ContextMapping;
}

const CREATE_CHOICES: Array<Choice<MappingMode>> = [
	{
		name: 'No Mapping Yet',
		value: 'keep',
		description: 'Agents learn nothing from the request. Sends nothing.',
	},
	{
		name: 'Set',
		value: 'replace',
		description: 'Agents learn what you map. Sends requestContextMapping.',
	},
];

const CHANGE_CHOICES: Array<Choice<MappingMode>> = [
	{ name: 'Keep as It Is', value: 'keep', description: 'Leave it as it is stored. Sends nothing.' },
	{
		name: 'Replace',
		value: 'replace',
		description: 'Set all of it anew. Sends requestContextMapping.',
	},
	{
		name: 'Add or Change',
		value: 'merge',
		description: 'The other rows stay. Sends requestContextMapping: those stored and these.',
	},
	{ name: 'Clear', value: 'clear', description: 'Map nothing. Sends requestContextMapping: {}.' },
];

export const MAPPING: Chooser<MappingMode> = {
	label: 'Request Context Mapping',
	choices: (operation) => (operation === 'create' ? CREATE_CHOICES : CHANGE_CHOICES),
};

const ROWS_LABEL = 'Mapping';
const JSON_LABEL = 'Mapping (JSON)';
const SPECIFY_LABEL = 'Specify Mapping';

const SPECIFY: Chooser<'fields' | 'json'> = {
	label: SPECIFY_LABEL,
	choices: () => [
		{ name: 'Using Fields Below', value: 'fields' },
		{ name: 'Using JSON', value: 'json' },
	],
};

const MODES_WITH_ROWS: MappingMode[] = ['replace', 'merge'];

/**
 * Makes the fields for the mapping.
 *
 * @param operation whose panel they stand in; Create has nothing to keep or to clear
 */
export function mappingFields(
	provider: TelephonyProvider,
	operation: WriteOperation,
): INodeProperties[] {
	return [
		{
			displayName: 'Request Context Mapping',
			name: 'mappingMode',
			type: 'options',
			options: [...MAPPING.choices(operation)],
			default: 'keep',
			description: `What the agent learns from an incoming call: which fields of the ${provider.label} request go where in its template context`,
		},
		{
			displayName: 'Specify Mapping',
			name: 'specifyMapping',
			type: 'options',
			noDataExpression: true,
			options: [...SPECIFY.choices(operation)],
			default: 'fields',
			displayOptions: { show: { '/mappingMode': MODES_WITH_ROWS } },
		},
		mappingRows(provider),
		{
			displayName: 'Mapping (JSON)',
			name: 'requestContextMappingJson',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "From": "user.phone_number" }',
			description: 'Request fields and where they go, for mappings that come from an earlier step',
			displayOptions: { show: { '/mappingMode': MODES_WITH_ROWS, '/specifyMapping': ['json'] } },
		},
	];
}

function mappingRows(provider: TelephonyProvider): INodeProperties {
	const field = 'From';
	return {
		displayName: 'Mapping',
		name: 'requestContextMapping',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Mapping' },
		placeholder: 'Add Mapping',
		default: {},
		description: `Which fields of the ${provider.label} request go where in the agent's template context`,
		displayOptions: { show: { '/mappingMode': MODES_WITH_ROWS, '/specifyMapping': ['fields'] } },
		options: [
			{
				displayName: 'Mapping',
				name: 'mappings',
				values: [
					{
						displayName: 'Request Field',
						name: 'requestField',
						type: 'options',
						options: provider.requestFields,
						// Custom parameters of the provider have names that no list can know.
						allowArbitraryValues: true,
						default: field,
						description: `Field of the ${provider.label} request`,
						hint: 'Not in the list? Switch to Expression and type its name.',
					},
					variableName({
						displayName: 'Context Field',
						name: 'contextField',
						type: 'string',
						default: '',
						placeholder: 'e.g. user.phone_number',
						description: 'Where the value goes in the template context, with dots between levels',
						hint: 'In the prompt it is then e.g. {{user.phone_number}}',
					}),
				],
			},
		],
	};
}

/**
 * Reads what is to happen to the mapping.
 *
 * @param itemIndex zero-based index of the item
 * @param operation whose panel it stands in
 * @throws InputError when a value cannot be right, also for a mapping without rows
 */
export function readMappingChange(
	fns: ParameterReader,
	itemIndex: number,
	operation: WriteOperation,
): MappingChange {
	const mode = readChosen(
		fns.getNodeParameter('mappingMode', itemIndex, 'keep'),
		MAPPING,
		operation,
	);
	if (!MODES_WITH_ROWS.includes(mode)) return { mode, mapping: {} };
	const specified = fns.getNodeParameter('specifyMapping', itemIndex, 'fields');
	const isJson = readChosen(specified, SPECIFY, operation) === 'json';
	const label = isJson ? JSON_LABEL : ROWS_LABEL;
	const mapping = isJson
		? readMappingJson(fns.getNodeParameter('requestContextMappingJson', itemIndex, '{}'), label)
		: readRowsOrNone(fns.getNodeParameter('requestContextMapping', itemIndex, {}), label);
	if (Object.keys(mapping).length > 0) return { mode, mapping };
	throw new InputError(
		`${label}: there are no rows`,
		operation === 'create'
			? `Add a row, or set ${MAPPING.label} to No Mapping Yet.`
			: `Add a row. To map nothing, set ${MAPPING.label} to Clear; to leave what is stored, to Keep as It Is.`,
	);
}

/** The editor stores `{}` where no row was added, or the last one was removed. */
function readRowsOrNone(value: unknown, label: string): ContextMapping {
	const isEmpty = isRecord(value) && Object.keys(value).length === 0;
	return isEmpty ? {} : readMappingRows(value, label);
}

/**
 * Makes the part of the body that sets the mapping.
 *
 * @param change what was chosen
 * @param stored the configuration as stored; only looked at for `merge`
 * @param notes takes sentences for the user about what there was no need to send
 * @returns empty when there is nothing to send
 * @throws InputError when places clash with the stored ones, or Ultravox did not say what is stored
 */
export function mappingBody(
	{ mode, mapping }: MappingChange,
	stored: Config,
	notes: string[],
): IDataObject {
	if (mode === 'keep') return {};
	if (mode !== 'merge') return { requestContextMapping: mapping };
	const before = storedMapping(stored);
	const merged = mergeMapping(before, mapping, MAPPING.label);
	const isSame = Object.entries(mapping).every(([field, place]) => before[field] === place);
	if (!isSame) return { requestContextMapping: merged };
	notes.push(`${MAPPING.label}: all of it was stored already.`);
	return {};
}

function storedMapping(config: Config): ContextMapping {
	const mapping: unknown = config.requestContextMapping;
	if (isRecord(mapping) && Object.values(mapping).every((place) => typeof place === 'string')) {
		return mapping as ContextMapping;
	}
	throw new InputError(
		'Ultravox did not say what is mapped',
		`Without that, adding to the mapping would take the other rows out of it. Nothing was changed. Set ${MAPPING.label} to Replace to set all of it.`,
	);
}
