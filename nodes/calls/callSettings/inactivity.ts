import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { template } from '../../fields/template';
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
