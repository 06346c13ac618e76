import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { template } from '../../fields/template';
import { toDuration } from '../../fields/duration';
import { InputError } from '../../errors/inputError';
import { isRecord } from '../../util/guards';
import { switchOf } from '../../fields/switches';
import { show } from '../../fields/values';
import { isLeftAlone, readChoice, readRequiredText } from '../../fields/readers';

const START = { speaker: 'agent', greeting: 'generated' };

const values: INodeProperties[] = [
	{
		displayName: 'Who Speaks First',
		name: 'speaker',
		type: 'options',
		options: [
			{
				name: 'Agent',
				value: 'agent',
				description: 'The agent greets, as is usual for incoming calls',
			},
			{
				name: 'User',
				value: 'user',
				description: 'The agent listens first, as is usual for outgoing calls',
			},
		],
		default: 'agent',
	},
	{
		displayName: 'Greeting',
		name: 'greeting',
		type: 'options',
		options: [
			{
				name: 'From an Instruction',
				value: 'prompt',
				description: 'The agent makes it up from what you ask for',
			},
			{
				name: 'From the System Prompt',
				value: 'generated',
				description: 'The agent makes it up',
			},
			{ name: 'These Words', value: 'text', description: 'The agent says exactly this' },
		],
		default: 'generated',
		description:
			'What the agent says first. When the user speaks first, it is said only if the user stays silent.',
	},
	template({
		displayName: 'Words',
		name: 'text',
		type: 'string',
		default: '',
		placeholder: 'e.g. Hello, this is the front desk. How can I help?',
		displayOptions: { show: { greeting: ['text'] } },
	}),
	template({
		displayName: 'Instruction',
		name: 'prompt',
		type: 'string',
		default: '',
		placeholder: 'e.g. Greet the caller by name and ask for the order number',
		displayOptions: { show: { greeting: ['prompt'] } },
	}),
	{
		displayName: 'Delay',
		name: 'delay',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 1 },
		default: 0,
		description:
			'How many seconds the agent waits before it greets. When the user speaks first, 0 means that it waits for ever.',
	},
	{
		displayName: 'Do Not Interrupt',
		name: 'uninterruptible',
		type: 'boolean',
		default: false,
		description: 'Whether the greeting is spoken to its end even if the user starts to talk',
		displayOptions: { show: { speaker: ['agent'] } },
	},
];

/** Who speaks first, as a choice; the API has an object for each of the two. */
export const firstSpeakerField: INodeProperties = {
	displayName: 'First Speaker',
	name: 'firstSpeakerSettings',
	type: 'fixedCollection',
	default: { values: START },
	description: 'Who begins the conversation, and with which words',
	options: [
		{
			displayName: 'First Speaker',
			name: 'values',
			values,
		},
	],
};

/**
 * Reads who speaks first.
 *
 * @param value `{ values: { speaker, greeting, text, prompt, delay, uninterruptible } }` from the editor, or the API's
 *   own `{ agent }` or `{ user }` from an expression
 * @returns `firstSpeakerSettings` of the API
 * @throws InputError when a part cannot be right, or a greeting has no words
 */
export function readFirstSpeaker(value: unknown, label: string): IDataObject {
	if (isRecord(value) && ('agent' in value || 'user' in value)) return value as IDataObject;
	if (!isRecord(value) || !isRecord(value.values)) {
		throw new InputError(`${label}: ${show(value)} says nothing`, 'Choose who speaks first.');
	}
	const given: Record<string, unknown> = { ...START, ...value.values };
	const speaker = readChoice('agent', 'user')(given.speaker, label);
	const kind = readChoice('generated', 'text', 'prompt')(given.greeting, label);
	const greeting: IDataObject = {};
	if (kind === 'text') greeting.text = readRequiredText(given.text, `${label}, Words`);
	if (kind === 'prompt') greeting.prompt = readRequiredText(given.prompt, `${label}, Instruction`);
	const delay = isLeftAlone(given, 'delay', `${label}, Delay`)
		? '0s'
		: toDuration(given.delay, `${label}, Delay`);
	if (delay !== '0s') greeting.delay = delay;
	if (speaker === 'user') return { user: fallback(greeting, label) };
	const uninterruptible = switchOf(given, 'uninterruptible', false, `${label}, Do Not Interrupt`);
	return { agent: uninterruptible ? { ...greeting, uninterruptible } : greeting };
}

function fallback(greeting: IDataObject, label: string): IDataObject {
	if (Object.keys(greeting).length === 0) return {};
	if (greeting.delay !== undefined) return { fallback: greeting };
	throw new InputError(
		`${label}: a greeting for silent users needs a delay`,
		'Enter after how many seconds of silence the agent speaks, or choose the greeting "From the System Prompt" to wait for ever.',
	);
}
