import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isLeftAlone, readChoice, readRequiredText, readRows, readUrl } from '../../fields/readers';
import { InputError } from '../../errors/inputError';
import { isMissing, isRecord } from '../../util/guards';
import { readJson, refuseMissing, show } from '../../fields/values';
import { labelsOf } from '../../fields/setting';
import { withoutVariables } from '../../fields/template';

const AGENT = 'MESSAGE_ROLE_AGENT';
const USER = 'MESSAGE_ROLE_USER';

/** What was said before the call begins, and where Ultravox reports to; both are lists of rows. */
export const messagesAndCallbacksFields: INodeProperties[] = [
	{
		displayName: 'Initial Messages',
		name: 'initialMessages',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Message' },
		placeholder: 'Add Message',
		default: {},
		description: 'What the agent takes for already said when the call begins',
		options: [
			{
				displayName: 'Message',
				name: 'values',
				values: [
					{
						displayName: 'Role',
						name: 'role',
						type: 'options',
						options: [
							{ name: 'Agent', value: 'MESSAGE_ROLE_AGENT' },
							{ name: 'User', value: 'MESSAGE_ROLE_USER' },
						],
						default: 'MESSAGE_ROLE_USER',
						description: 'Who said it',
					},
					withoutVariables({
						displayName: 'Text',
						name: 'text',
						type: 'string',
						default: '',
						placeholder: 'e.g. I would like to move my appointment',
					}),
				],
			},
		],
	},
	withoutVariables({
		displayName: 'Initial Messages (JSON)',
		name: 'initialMessagesJson',
		type: 'json',
		default: '[]',
		placeholder: 'e.g. [{ "role": "MESSAGE_ROLE_USER", "text": "Hello" }]',
		description:
			'The same as JSON, under the names of the Ultravox API. Use either this or Initial Messages.',
	}),
	{
		displayName: 'Callbacks',
		name: 'callbacks',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Callback' },
		placeholder: 'Add Callback',
		default: {},
		description: 'Addresses that Ultravox reports to when something happens to this call',
		options: [
			{
				displayName: 'Callback',
				name: 'values',
				values: [
					{
						displayName: 'Event',
						name: 'event',
						type: 'options',
						options: [
							{ name: 'Billed', value: 'billed', description: 'The costs are settled' },
							{ name: 'Ended', value: 'ended', description: 'The call is over' },
							{ name: 'Joined', value: 'joined', description: 'Somebody has answered' },
						],
						default: 'ended',
						description: 'When to report',
					},
					{
						displayName: 'URL',
						name: 'url',
						type: 'string',
						default: '',
						placeholder: 'e.g. https://example.com/hook',
						description: 'Where to report to',
					},
					{
						displayName: 'Secret',
						name: 'secret',
						type: 'string',
						typeOptions: { password: true },
						default: '',
						description: 'What the report is signed with; Ultravox makes one up when empty',
					},
				],
			},
		],
	},
];

/** Labels of the fields above, by the API's names. */
export const MESSAGE_AND_CALLBACK_LABELS = labelsOf(
	messagesAndCallbacksFields,
	'initialMessages',
	'initialMessagesJson',
	'callbacks',
);

/**
 * Reads the initial messages, from rows or from JSON.
 *
 * @param given values of the collection "Additional Fields"
 * @returns `initialMessages` of the API; undefined when neither was set
 * @throws InputError for both at once, a row without text, or JSON that is no list of messages
 */
export function readInitialMessages(given: Record<string, unknown>): IDataObject[] | undefined {
	const { initialMessages: rows, initialMessagesJson: json } = given;
	const { initialMessages: label, initialMessagesJson: jsonLabel } = MESSAGE_AND_CALLBACK_LABELS;
	if ('initialMessagesJson' in given && isMissing(json)) refuseMissing(jsonLabel, '[]');
	const fromRows = ('initialMessages' in given ? readRows(rows, label) : []).map(
		(message, index) => {
			const row = `${label}, Row ${index + 1}`;
			return {
				role: isLeftAlone(message, 'role', row) ? USER : readChoice(AGENT, USER)(message.role, row),
				text: readRequiredText(message.text, row),
			};
		},
	);
	const fromJson = readJson(json ?? [], jsonLabel);
	const complete = (entry: unknown) =>
		isRecord(entry) && typeof entry.role === 'string' && typeof entry.text === 'string';
	if (!Array.isArray(fromJson) || !fromJson.every(complete)) {
		throw new InputError(
			`${jsonLabel}: ${show(fromJson)} is not a list of messages`,
			'Every message needs a "role", such as MESSAGE_ROLE_USER, and a "text".',
		);
	}
	if (fromRows.length > 0 && fromJson.length > 0) {
		throw new InputError(`${jsonLabel}: ${label} is set, too`, 'Use only one of the two.');
	}
	if (fromRows.length > 0) return fromRows;
	return fromJson.length > 0 ? (fromJson as IDataObject[]) : undefined;
}

/**
 * Reads the addresses that Ultravox reports to.
 *
 * @param given values of the collection "Additional Fields"
 * @returns `callbacks` of the API, e.g. `{ ended: { url, secrets } }`; undefined when there is none
 * @throws InputError for an event that comes twice, or something that is no web address
 */
export function readCallbacks(given: Record<string, unknown>): IDataObject | undefined {
	if (!('callbacks' in given)) return undefined;
	const label = MESSAGE_AND_CALLBACK_LABELS.callbacks;
	const callbacks = new Map<string, IDataObject>();
	readRows(given.callbacks, label).forEach((callback, index) => {
		const row = `${label}, Row ${index + 1}`;
		const name = isLeftAlone(callback, 'event', row)
			? 'ended'
			: readChoice('joined', 'ended', 'billed')(callback.event, row);
		const address = readUrl(callback.url, row);
		if (callbacks.has(name)) {
			throw new InputError(
				`${label}: there are two for the event "${name}"`,
				'Remove one of the two rows.',
			);
		}
		const secrets = isLeftAlone(callback, 'secret', `${row}, Secret`)
			? {}
			: { secrets: [readRequiredText(callback.secret, row)] };
		callbacks.set(name, { url: address, ...secrets });
	});
	return callbacks.size > 0 ? Object.fromEntries(callbacks) : undefined;
}
