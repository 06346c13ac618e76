import type { INodeProperties } from 'n8n-workflow';
import type { FieldLabels } from '../errors/apiError';
import { labelsOf, settingFields, settingLabels } from '../fields/setting';
import { template } from '../fields/template';
import { toolParameterFields } from './parameters';
import { automaticParametersField, staticParametersField } from './rows';
import { REQUEST_SETTINGS, TOOL_SETTINGS } from './settings';

const KEEPS = ' Leave empty to keep the stored one.';
const BY_NAME = ' Those of other names stay as they are.';

const removeParametersField: INodeProperties = {
	displayName: 'Remove Parameters',
	name: 'removeParameters',
	type: 'string',
	default: '',
	placeholder: 'e.g. orderNumber, X-Api-Key',
	description:
		'Names, separated by commas, of parameters, fixed values and values from the call that the tool is no longer to have',
};

/** The field for what the others cannot say. */
const definitionJsonField = (update: boolean): INodeProperties => {
	const help =
		'Further parts of the definition as JSON, under the names of the Ultravox API, such as requirements. A field of this step wins over the same part in here.';
	return template({
		displayName: 'Definition (JSON)',
		name: 'definitionJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "requirements": { } }',
		description: update
			? `${help} Objects are combined with what is stored, lists replace it, and null takes a part out, for example staticResponse.`
			: help,
	});
};

/**
 * Makes the fields for a tool's name and definition.
 *
 * @param update whether they change a tool, which keeps what is left out
 */
export function toolFields(update: boolean): INodeProperties[] {
	const request = REQUEST_SETTINGS.map(({ field }) => field);
	const lists = [staticParametersField, automaticParametersField];
	const byName = [...toolParameterFields, ...lists].map((field) => ({
		...field,
		description: `${field.description}.${BY_NAME}`.replace('..', '.'),
	}));
	const help = 'What the tool does and when to use it. This is all that the agent knows of it.';
	const inCollection = update ? [...request, ...byName, removeParametersField] : [...lists];
	return [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: !update,
			placeholder: 'e.g. Look up an order',
			description: `Name of the tool, at most 40 characters.${update ? KEEPS : ''}`,
		},
		template({
			displayName: 'When to Use It',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: !update,
			placeholder: 'e.g. Looks up an order. Use it when the caller asks where an order is.',
			description: update ? `${help}${KEEPS}` : help,
		}),
		...(update ? [] : [...request, ...toolParameterFields]),
		{
			displayName: update ? 'Update Fields' : 'Additional Fields',
			name: update ? 'updateFields' : 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			...(update
				? {
						description:
							'Only what you add here is changed; everything else of the tool is read and written back',
					}
				: {}),
			options: settingFields(TOOL_SETTINGS, [...inCollection, definitionJsonField(update)]),
		},
	];
}

const updateFields = toolFields(true);

/** Labels of the fields, for messages. */
export const LABELS = labelsOf(
	updateFields.flatMap((field) => [field, ...((field.options ?? []) as INodeProperties[])]),
	'name',
	'description',
	'baseUrlPattern',
	'httpMethod',
	'toolParameters',
	'toolParametersJson',
	'removeParameters',
	'staticParameters',
	'automaticParameters',
	'definitionJson',
	'modelToolName',
);

/** Labels of the fields that the API may name. */
export const toolLabels: FieldLabels = {
	...settingLabels([...REQUEST_SETTINGS, ...TOOL_SETTINGS], 'definition.'),
	name: LABELS.name,
	definition: LABELS.definitionJson,
	'definition.description': LABELS.description,
	'definition.dynamicParameters': LABELS.toolParameters,
	'definition.staticParameters': LABELS.staticParameters,
	'definition.automaticParameters': LABELS.automaticParameters,
};
