import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { template } from '../../fields/template';
import { UUID } from '../../fields/values';
import {
	isLeftAlone,
	readChoice,
	readRequiredText,
	readSomeSeconds,
	readRows,
} from '../../fields/readers';

const NOTHING = 'END_BEHAVIOR_UNSPECIFIED';
const readEnd = readChoice(NOTHING, 'END_BEHAVIOR_HANG_UP_SOFT', 'END_BEHAVIOR_HANG_UP_STRICT');

/** What the agent says to a user who has gone quiet. */
export const inactivityField: INodeProperties = {
	displayName: 'Inactivity Messages',
	name: 'inactivityMessages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Message' },
	placeholder: 'Add Message',
	default: {},
	description: 'What the agent says when the user stays silent, one message after the other',
	options: [
		{
			displayName: 'Message',
			name: 'values',
			values: [
				{
					displayName: 'After',
					name: 'duration',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 30,
					description: 'Seconds of silence, counted from the message before',
				},
				template({
					displayName: 'Message',
					name: 'message',
					type: 'string',
					default: '',
					placeholder: 'e.g. Are you still there?',
				}),
				{
					displayName: 'Then',
					name: 'endBehavior',
					type: 'options',
					options: [
						{ name: 'Go On With the Call', value: 'END_BEHAVIOR_UNSPECIFIED' },
						{ name: 'Hang Up', value: 'END_BEHAVIOR_HANG_UP_STRICT' },
						{ name: 'Hang Up Unless the User Speaks', value: 'END_BEHAVIOR_HANG_UP_SOFT' },
					],
					default: 'END_BEHAVIOR_UNSPECIFIED',
				},
			],
		},
	],
};

/**
 * Reads the rows of Inactivity Messages.
 *
 * @param value `{ values: [{ duration, message, endBehavior }] }`, `duration` in seconds; or the API's list
 * @param label the field's label
 * @returns `inactivityMessages` of the API, durations as `30s`
 * @throws InputError naming the row, for one without words or without seconds
 */
export function readInactivity(value: unknown, label: string): IDataObject[] {
	return readRows(value, label).map((given, index) => {
		const row = `${label}, Row ${index + 1}`;
		const { duration, message, endBehavior } = given;
		const end = isLeftAlone(given, 'endBehavior', `${row}, Then`)
			? NOTHING
			: readEnd(endBehavior, row);
		return {
			duration: readSomeSeconds(duration, row),
			message: readRequiredText(message, row),
			...(end === NOTHING ? {} : { endBehavior: end }),
		};
	});
}

/** The tools that the agent may use, by name or ID. */
export const toolsField: INodeProperties = {
	displayName: 'Tools',
	name: 'selectedTools',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Tool' },
	placeholder: 'Add Tool',
	default: {},
	description: 'The tools that the agent may use, all of them',
	options: [
		{
			displayName: 'Tool',
			name: 'values',
			values: [
				{
					displayName: 'Tool',
					name: 'tool',
					type: 'string',
					default: '',
					placeholder: 'e.g. hangUp',
					description: 'Name or ID of a tool of the account, or of one that Ultravox brings along',
				},
			],
		},
	],
};

/**
 * Reads the rows of Tools.
 *
 * @param value `{ values: [{ tool }] }`, a tool by name or ID
 * @param label the field's label
 * @returns `selectedTools` of the API: `{ toolId }` for a UUID, else `{ toolName }`
 * @throws InputError naming the row that has no tool
 */
export function readTools(value: unknown, label: string): IDataObject[] {
	return readRows(value, label).map(({ tool }, index) => {
		const text = readRequiredText(tool, `${label}, Row ${index + 1}`);
		return UUID.test(text) ? { toolId: text } : { toolName: text };
	});
}
