import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isLeftAlone, readChoice, readRequiredText, readRows, readText } from '../fields/readers';
import { readBoolean, readJsonObject, refuseMissing, show } from '../fields/values';
import { isMissing, isRecord } from '../util/guards';

/** A parameter that the model fills in. */
export interface ToolParameter {
	name: string;
	/** JSON Schema. */
	schema: IDataObject;
	required: boolean;
}

export const toolParameterFields: INodeProperties[] = [
	{
		displayName: 'Parameters',
		name: 'toolParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Parameter' },
		placeholder: 'Add Parameter',
		default: {},
		description: 'What the agent has to find out from the caller before it uses the tool',
		options: [
			{
				displayName: 'Parameter',
				name: 'values',
				values: [
					{
						displayName: 'Choices',
						name: 'choices',
						type: 'string',
						default: '',
						placeholder: 'e.g. small, medium, large',
					},
					{
						displayName: 'Description',
						name: 'description',
						type: 'string',
						default: '',
						placeholder: 'e.g. The order number, six digits',
					},
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. orderNumber',
					},
					{
						displayName: 'Required',
						name: 'required',
						type: 'boolean',
						default: true,
						description: 'Whether the tool cannot be used without it',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'string',
						options: [
							{
								name: 'Choice',
								value: 'choice',
							},
							{
								name: 'List of Texts',
								value: 'list',
							},
							{
								name: 'Number',
								value: 'number',
							},
							{
								name: 'Text',
								value: 'string',
							},
							{
								name: 'Whole Number',
								value: 'integer',
							},
							{
								name: 'Yes or No',
								value: 'boolean',
							},
						],
					},
				],
			},
		],
	},
	{
		displayName: 'Parameters (JSON Schema)',
		name: 'toolParametersJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "properties": { "orderNumber": { "type": "string" } } }',
		description: 'Further parameters as a JSON Schema with "properties" and "required"',
	},
];

export function readToolParameters(
	read: (name: string, usual: unknown) => unknown,
): ToolParameter[] {
	const rows = read('toolParameters', {});
	const found =
		isRecord(rows) && Object.keys(rows).length === 0 ? [] : readRows(rows, 'Parameters');
	const json = read('toolParametersJson', '{}');
	const label = 'Parameters (JSON Schema)';
	if (isMissing(json)) refuseMissing(label, '{}');
	const { properties = {}, required = [] } = readJsonObject(json, label);
	const needed = Array.isArray(required) ? (required as unknown[]) : [];
	const all: ToolParameter[] = [
		...found.map(readRow),
		...Object.entries(isRecord(properties) ? properties : {}).map(([name, schema]) => ({
			name,
			schema: (isRecord(schema) ? schema : {}) as IDataObject,
			required: needed.includes(name),
		})),
	];
	const names = new Set<string>();
	for (const { name } of all) {
		if (names.size === names.add(name).size)
			throw new InputError(
				`Parameters: the name ${show(name)} is there twice`,
				'Remove one of the two.',
			);
	}
	return all;
}

function readRow(row: Record<string, unknown>, index: number): ToolParameter {
	const label = `Parameters, Row ${index + 1}`;
	const name = readRequiredText(row.name, `${label}, Name`);
	const type = readChoice(
		'string',
		'number',
		'integer',
		'boolean',
		'choice',
		'list',
	)(row.type ?? 'string', `${label}, Type`);
	const description = isLeftAlone(row, 'description', `${label}, Description`)
		? undefined
		: readText(row.description, label);
	const choices =
		type === 'choice'
			? readRequiredText(row.choices, `${label}, Choices`)
					.split(',')
					.map((one) => one.trim())
			: undefined;
	const kind =
		type === 'choice'
			? { type: 'string', enum: choices }
			: type === 'list'
				? { type: 'array', items: { type: 'string' } }
				: { type };
	return {
		name,
		schema: { ...kind, ...(description ? { description } : {}) } as IDataObject,
		required: row.required === undefined ? true : readBoolean(row.required, `${label}, Required`),
	};
}
