import type { INodeProperties } from 'n8n-workflow';
import { AGENT_SETTINGS, CALL_SETTINGS } from '../calls/callSettings/table';
import { labelsOf, settingFields, settingLabels } from '../fields/setting';
import type { FieldLabels } from '../errors/apiError';
import { addToolsField, removeToolsField, toolsFields, TOOL_LABELS } from '../selectedTools/fields';
import { template, variablesNotice } from '../fields/template';

/** The settings that an agent brings to its calls. */
export const TEMPLATE_SETTINGS = [...CALL_SETTINGS, ...AGENT_SETTINGS];

const KEEPS = ' Leave empty to keep the stored one.';

const JSON_HELP =
	'Further settings as JSON, under the names of the Ultravox API, such as contextSchema or externalVoice. A field of this step wins over the same setting in here';

/**
 * Makes the fields for an agent's name and settings.
 *
 * @param update whether they change an agent, which keeps what is left empty
 */
export function agentFields(update: boolean): INodeProperties[] {
	const promptHelp = `What the agent is and does. Ultravox fills in {{variables}} for each call.${update ? KEEPS : ''}`;
	const required = !update;
	const callTemplateJson: INodeProperties = template({
		displayName: 'Call Template (JSON)',
		name: 'callTemplateJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "contextSchema": { "type": "object" } }',
		description: update
			? `${JSON_HELP}. Objects are combined with what is stored, lists replace it ([] clears it), and null takes a setting out, for example contextSchema, to have it made anew from a changed prompt.`
			: `${JSON_HELP}.`,
	});
	return [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required,
			placeholder: 'e.g. Front Desk',
			description: `Name of the agent, at most 64 characters.${update ? KEEPS : ''}`,
		},
		template({
			displayName: 'System Prompt',
			name: 'systemPrompt',
			type: 'string',
			typeOptions: { rows: 5 },
			default: '',
			placeholder: 'e.g. You answer the phone of a bakery. Be brief and friendly.',
			description: promptHelp,
		}),
		variablesNotice,
		{
			displayName: update ? 'Update Fields' : 'Additional Fields',
			name: update ? 'updateFields' : 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			...(update
				? {
						description: `Only the fields that you add here are changed; the other settings are read and written back. Shared secrets cannot be read: if the agent has some, give "sharedSecrets" again in ${callTemplateJson.displayName}.`,
					}
				: {}),
			options: settingFields(TEMPLATE_SETTINGS, [callTemplateJson, ...toolFields(update)]),
		},
	];
}

function toolFields(update: boolean): INodeProperties[] {
	if (!update) return toolsFields('The tools that the agent may use');
	return [
		...toolsFields(
			'The tools that the agent may use, in place of those it has. To keep these, use Add Tools and Remove Tools.',
		),
		addToolsField,
		removeToolsField,
	];
}

const createFields = agentFields(false);

/** Labels of the fields that only agents have, for messages. */
export const LABELS = labelsOf(
	createFields.flatMap((field) => [field, ...((field.options ?? []) as INodeProperties[])]),
	'name',
	'systemPrompt',
	'callTemplateJson',
);

/** Labels of the fields that the API may name. */
export const agentLabels: FieldLabels = {
	...settingLabels(TEMPLATE_SETTINGS, 'callTemplate.'),
	name: LABELS.name,
	callTemplate: LABELS.callTemplateJson,
	'callTemplate.systemPrompt': LABELS.systemPrompt,
	'callTemplate.selectedTools': TOOL_LABELS.tools,
};
