import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isLeftAlone, readChoice, readRequiredText, readRows, readText } from '../fields/readers';
import { withoutVariables } from '../fields/template';
import { readBoolean, readJsonObject, refuseMissing, show } from '../fields/values';
import { isMissing, isRecord } from '../util/guards';

/** A parameter that the model fills in. */
export interface ToolParameter {
	name: string;
	/** JSON Schema. */
	schema: IDataObject;
	required: boolean;
}

const nameColumn: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. orderNumber',
	description: 'How the parameter is called, for the agent and for what receives it',
};

const typeColumn: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	default: 'string',
	description: 'What kind of value the agent gives',
	options: [
		{ name: 'Choice', value: 'choice', description: 'One of the texts under Choices' },
		{ name: 'List of Texts', value: 'list' },
		{ name: 'Number', value: 'number' },
		{ name: 'Text', value: 'string' },
		{ name: 'Whole Number', value: 'integer' },
		{ name: 'Yes or No', value: 'boolean' },
	],
};

const choicesColumn: INodeProperties = {
	displayName: 'Choices',
	name: 'choices',
	type: 'string',
	default: '',
	placeholder: 'e.g. small, medium, large',
	description: 'The texts to choose from, separated by commas',
	displayOptions: { show: { type: ['choice'] } },
};

const descriptionColumn: INodeProperties = withoutVariables({
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	placeholder: 'e.g. The order number, six digits',
	description: 'What the agent has to know to fill it in',
});

const requiredColumn: INodeProperties = {
	displayName: 'Required',
	name: 'required',
	type: 'boolean',
	default: true,
	description: 'Whether the agent has to ask for it before it uses the tool',
};

/** Rows of parameters: `{ values: [{ name, type, choices, description, required }] }`. */
export const toolParametersField: INodeProperties = {
	displayName: 'Parameters',
	name: 'toolParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Parameter' },
	placeholder: 'Add Parameter',
	default: {},
	description: 'What the agent finds out from the caller and gives the tool',
	options: [
		{
			displayName: 'Parameter',
			name: 'values',
			values: [nameColumn, typeColumn, choicesColumn, descriptionColumn, requiredColumn],
		},
	],
};

/** The twin of the rows, for what they cannot say. */
export const toolParametersJsonField: INodeProperties = withoutVariables({
	displayName: 'Parameters (JSON Schema)',
	name: 'toolParametersJson',
	type: 'json',
	default: '{}',
	placeholder: 'e.g. { "properties": { "orderNumber": { "type": "string" } } }',
	description:
		'Further parameters as a JSON Schema of an object, with "properties" and "required". A row of the same name wins.',
});

/** Both, as they stand in a panel. */
export const toolParameterFields: INodeProperties[] = [
	toolParametersField,
	toolParametersJsonField,
];

const LABEL = toolParametersField.displayName;
const JSON_LABEL = toolParametersJsonField.displayName;

/** Of a JSON Schema whose properties are the parameters, what may stand beside them without being lost. */
const BESIDE = ['type', 'properties', 'required', 'additionalProperties', '$schema', 'title'];

const readType = readChoice('string', 'number', 'integer', 'boolean', 'choice', 'list');

/**
 * Reads the rows and their JSON twin.
 *
 * @param read reads a parameter: by its name, and with what it is where the node does not have it
 * @returns the rows in their order, then what only the JSON has; none where nothing is declared
 * @throws InputError for a row without a name or a type, a name that is there twice, and JSON that is no schema of an object
 */
export function readToolParameters(
	read: (name: string, usual: unknown) => unknown,
): ToolParameter[] {
	const rows = readParameterRows(read(toolParametersField.name, {}));
	const json = readParametersJson(read(toolParametersJsonField.name, '{}'));
	const named = new Set(rows.map(({ name }) => name));
	return [...rows, ...json.filter(({ name }) => !named.has(name))];
}

/**
 * Makes the API's `dynamicParameters`.
 *
 * @param locationOf where each goes, e.g. `PARAMETER_LOCATION_BODY`
 */
export function toDynamicParameters(
	parameters: ToolParameter[],
	locationOf: (name: string) => string,
): IDataObject[] {
	return parameters.map(({ name, schema, required }) => ({
		name,
		location: locationOf(name),
		schema,
		...(required ? { required } : {}),
	}));
}

function readParameterRows(value: unknown): ToolParameter[] {
	// The editor stores an empty object where no row was added.
	const isUntouched = isRecord(value) && Object.keys(value).length === 0;
	const parameters = isUntouched ? [] : readRows(value, LABEL).map(readRow);
	const seen = new Set<string>();
	for (const { name } of parameters) {
		if (seen.size === seen.add(name).size) {
			throw new InputError(
				`${LABEL}: the name ${show(name)} is there twice`,
				'Remove one of the two rows.',
			);
		}
	}
	return parameters;
}

function readRow(row: Record<string, unknown>, index: number): ToolParameter {
	const label = `${LABEL}, Row ${index + 1}`;
	const part = ({ displayName }: INodeProperties) => `${label}, ${displayName}`;
	const isLeft = (column: INodeProperties) => isLeftAlone(row, column.name, part(column));
	const type = isLeft(typeColumn) ? 'string' : readType(row.type, part(typeColumn));
	const description = isLeft(descriptionColumn)
		? {}
		: { description: readText(row.description, part(descriptionColumn)).trim() };
	return {
		name: readRequiredText(row.name, part(nameColumn)),
		schema: { ...schemaOf(type, row.choices, part(choicesColumn)), ...description },
		required: isLeft(requiredColumn) || readBoolean(row.required, part(requiredColumn)),
	};
}

function schemaOf(type: string, choices: unknown, label: string): IDataObject {
	if (type === 'choice') return { type: 'string', enum: readChoices(choices, label) };
	return type === 'list' ? { type: 'array', items: { type: 'string' } } : { type };
}

/** Texts with commas between them, or a list from an expression. */
function readChoices(value: unknown, label: string): string[] {
	const entries: unknown[] = Array.isArray(value)
		? value
		: readRequiredText(value, label).split(',');
	const texts = entries.map((entry) => readRequiredText(entry, label));
	if (texts.length > 0) return [...new Set(texts)];
	throw new InputError(`${label}: this field is empty`, 'Enter the texts to choose from.');
}

function readParametersJson(value: unknown): ToolParameter[] {
	if (isMissing(value)) refuseMissing(JSON_LABEL, '{}');
	if (typeof value === 'string' && value.trim() === '') return [];
	const schema = readJsonObject(value, JSON_LABEL);
	const { properties = {}, required = [] } = schema;
	const other = Object.keys(schema).find((name) => !BESIDE.includes(name));
	if (other !== undefined) {
		throw new InputError(
			`${JSON_LABEL}: ${show(other)} cannot be kept`,
			'Put each parameter under "properties" and the names of those that have to be there into "required".',
		);
	}
	if ('type' in schema && schema.type !== 'object') {
		throw new InputError(
			`${JSON_LABEL}: "type" is ${show(schema.type)}, but the parameters are an object`,
			'Put each parameter under "properties", and its own type there.',
		);
	}
	const isList = Array.isArray(required) && required.every((name) => typeof name === 'string');
	if (!isRecord(properties) || !isList) {
		throw new InputError(
			`${JSON_LABEL}: "properties" has to be an object and "required" a list of names`,
			'Such as { "properties": { "orderNumber": { "type": "string" } }, "required": ["orderNumber"] }.',
		);
	}
	const names = required as string[];
	const unknown = names.find((name) => !Object.hasOwn(properties, name));
	if (unknown !== undefined) {
		throw new InputError(
			`${JSON_LABEL}: ${show(unknown)} is required, but not described`,
			'Add it under "properties", or take it out of "required".',
		);
	}
	return Object.entries(properties).map(([name, described]) => {
		if (name.trim() === '' || !isRecord(described)) {
			throw new InputError(
				`${JSON_LABEL}: ${show(name)} is not described by an object`,
				'Such as { "type": "string", "description": "The order number" }.',
			);
		}
		return { name, schema: described as IDataObject, required: names.includes(name) };
	});
}
