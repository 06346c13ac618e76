import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isLeftAlone, readChoice, readRequiredText, readRows } from '../fields/readers';
import { template } from '../fields/template';
import { show } from '../fields/values';
import { isMissing } from '../util/guards';

const LOCATIONS = [
	'PARAMETER_LOCATION_BODY',
	'PARAMETER_LOCATION_HEADER',
	'PARAMETER_LOCATION_PATH',
	'PARAMETER_LOCATION_QUERY',
];

const KNOWN_VALUES = [
	{ name: 'Call ID', value: 'KNOWN_PARAM_CALL_ID' },
	{ name: 'Call Metadata', value: 'KNOWN_PARAM_CALL_METADATA' },
	{ name: 'Call Stage ID', value: 'KNOWN_PARAM_CALL_STAGE_ID' },
	{
		name: 'Call State',
		value: 'KNOWN_PARAM_CALL_STATE',
		description: 'What tools have put down about the call',
	},
	{ name: 'Conversation So Far', value: 'KNOWN_PARAM_CONVERSATION_HISTORY' },
	{ name: 'Output Sample Rate', value: 'KNOWN_PARAM_OUTPUT_SAMPLE_RATE' },
	{ name: 'Thread ID', value: 'KNOWN_PARAM_THREAD_ID' },
	{ name: 'Thread States', value: 'KNOWN_PARAM_THREAD_STATES' },
];

const nameColumn: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. X-Api-Key',
};

const locationColumn = (usual: string): INodeProperties => ({
	displayName: 'Where',
	name: 'location',
	type: 'options',
	default: usual,
	description: 'Where in the request it goes',
	options: [
		{ name: 'Body', value: 'PARAMETER_LOCATION_BODY' },
		{ name: 'Header', value: 'PARAMETER_LOCATION_HEADER' },
		{
			name: 'Path',
			value: 'PARAMETER_LOCATION_PATH',
			description: 'In place of {name} in the URL',
		},
		{ name: 'Query', value: 'PARAMETER_LOCATION_QUERY' },
	],
});

/** What is sent along every time, and the model does not see. */
export const staticParametersField: INodeProperties = {
	displayName: 'Fixed Values',
	name: 'staticParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' },
	placeholder: 'Add Value',
	default: {},
	description:
		'What is sent along every time without the agent knowing, such as a header with a key. Whoever has the Ultravox API key can read it.',
	options: [
		{
			displayName: 'Value',
			name: 'values',
			values: [
				nameColumn,
				locationColumn('PARAMETER_LOCATION_HEADER'),
				template({
					displayName: 'Value',
					name: 'value',
					type: 'string',
					typeOptions: { password: true },
					default: '',
				}),
			],
		},
	],
};

/** What Ultravox knows of the call and sends along. */
export const automaticParametersField: INodeProperties = {
	displayName: 'Values From the Call',
	name: 'automaticParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' },
	placeholder: 'Add Value',
	default: {},
	description: 'What Ultravox sends along of the call in which the tool is used',
	options: [
		{
			displayName: 'Value',
			name: 'values',
			values: [
				nameColumn,
				locationColumn('PARAMETER_LOCATION_BODY'),
				{
					displayName: 'Value',
					name: 'knownValue',
					type: 'options',
					default: 'KNOWN_PARAM_CALL_ID',
					options: KNOWN_VALUES,
				},
			],
		},
	],
};

const readLocation = readChoice(...LOCATIONS);
const readKnownValue = readChoice(...KNOWN_VALUES.map(({ value }) => value));

/** Reads `staticParameters`. @throws InputError */
export function readStaticParameters(value: unknown, label: string): IDataObject[] {
	return readNamedRows(value, label, 'PARAMETER_LOCATION_HEADER', (row, name, rowLabel) => {
		const fixed = row.value;
		if (isMissing(fixed) || fixed === '') {
			throw new InputError(
				`${rowLabel}: ${show(name)} has no value for this item`,
				'Give it a value, or remove the row.',
			);
		}
		return { value: fixed };
	});
}

/** Reads `automaticParameters`. @throws InputError */
export function readAutomaticParameters(value: unknown, label: string): IDataObject[] {
	return readNamedRows(value, label, 'PARAMETER_LOCATION_BODY', (row, _name, rowLabel) => ({
		knownValue: isLeftAlone(row, 'knownValue', `${rowLabel}, Value`)
			? KNOWN_VALUES[0].value
			: readKnownValue(row.knownValue, `${rowLabel}, Value`),
	}));
}

function readNamedRows(
	value: unknown,
	label: string,
	usual: string,
	rest: (row: Record<string, unknown>, name: string, rowLabel: string) => object,
): IDataObject[] {
	return readRows(value, label).map((row, index) => {
		const rowLabel = `${label}, Row ${index + 1}`;
		const name = readRequiredText(row.name, `${rowLabel}, Name`);
		const location = isLeftAlone(row, 'location', `${rowLabel}, Where`)
			? usual
			: readLocation(row.location, `${rowLabel}, Where`);
		return { name, location, ...rest(row, name, rowLabel) };
	});
}
