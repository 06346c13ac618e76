import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { locator } from '../fields/locators';
import { template } from '../fields/template';
import { TOOL_KINDS } from './kinds';

const KIND_GROUPS = Object.values(TOOL_KINDS).map(({ group }) => group);

const rows = (
	displayName: string,
	name: string,
	description: string,
	options: INodePropertyCollection[],
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Tool' },
	placeholder: 'Add Tool',
	default: {},
	description,
	options,
});

/** Labels of the fields, for messages. */
export const TOOL_LABELS = {
	tools: 'Tools',
	toolsJson: 'Tools (JSON)',
	addTools: 'Add Tools',
	removeTools: 'Remove Tools',
};

const toolsJsonField: INodeProperties = template({
	displayName: 'Tools (JSON)',
	name: 'toolsJson',
	type: 'json',
	default: '',
	placeholder: 'e.g. [{ "toolName": "warmTransfer", "parameterOverrides": { "target": "sip:…" } }]',
	description:
		'Tools that have no row of their own, as a list of what the Ultravox API calls selectedTools. They come beside those of Tools.',
});

/**
 * The tools of an agent, or of a call with a prompt of its own.
 *
 * @param description what choosing tools means there
 */
export function toolsFields(description: string): INodeProperties[] {
	return [rows('Tools', 'tools', description, KIND_GROUPS), toolsJsonField];
}

/** Adds tools to those that an agent has. */
export const addToolsField = rows(
	'Add Tools',
	'addTools',
	'Tools to give to the agent beside those it has. One that it has already gets the settings given here; nothing is sent if it has those as well.',
	KIND_GROUPS,
);

const builtInGroup: INodePropertyCollection = {
	displayName: 'Tool of Ultravox',
	name: 'builtIn',
	values: [
		{
			displayName: 'Kind',
			name: 'tool',
			type: 'options',
			options: [
				{ name: 'Hang Up', value: 'hangUp' },
				{ name: 'Leave Voicemail', value: 'leaveVoicemail' },
				{ name: 'Press Keys', value: 'playDtmfSounds' },
				{ name: 'Search a Knowledge Base', value: 'queryCorpus' },
				{ name: 'Transfer to a Person', value: 'coldTransfer' },
			],
			default: 'hangUp',
			description: 'All tools of this kind are taken away',
		},
	],
};

const namedGroup: INodePropertyCollection = {
	displayName: 'Tool by Name',
	name: 'named',
	values: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. lookUpOrder',
			description: 'Name under which the agent knows the tool',
		},
	],
};

const ownToolGroup: INodePropertyCollection = {
	displayName: 'Own Tool',
	name: 'ownTool',
	values: [locator('tool', { description: 'A tool of the account' })],
};

/** Takes tools away from an agent. */
export const removeToolsField = rows(
	'Remove Tools',
	'removeTools',
	'Tools to take away from the agent. The others stay as they are.',
	[builtInGroup, ownToolGroup, namedGroup],
);

/** Takes tools away from an agent for one call, which goes by names only. */
export const removeToolsForCallField = rows(
	'Remove Tools',
	'removeTools',
	'Tools that the agent must not use in this call, by the names under which it knows them',
	[namedGroup],
);
