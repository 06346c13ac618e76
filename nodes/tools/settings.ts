import { InputError } from '../errors/inputError';
import { toDuration } from '../fields/duration';
import { readChoice, readNumber, readRequiredText } from '../fields/readers';
import type { Setting } from '../fields/setting';
import { readBoolean, show } from '../fields/values';

/** Seconds that the API lets a tool take. */
const SHORTEST_LIMIT = 0.1;
const LONGEST_LIMIT = 40;

/** What a name that the model sees may look like. */
export const MODEL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/** Where the tool is. Both are at the top of the panel when a tool is made. */
export const REQUEST_SETTINGS: readonly Setting[] = [
	{
		field: {
			displayName: 'URL',
			name: 'baseUrlPattern',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/orders/{orderNumber}',
			description:
				'What Ultravox calls when the agent uses the tool; it has to begin with https://. {name} stands for the parameter of that name.',
		},
		parent: 'http',
		read: readToolUrl,
	},
	{
		field: {
			displayName: 'Method',
			name: 'httpMethod',
			type: 'options',
			default: 'POST',
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'PATCH', value: 'PATCH' },
				{ name: 'POST', value: 'POST' },
				{ name: 'PUT', value: 'PUT' },
			],
			description:
				'With GET the parameters go into the query of the URL, else as JSON into the body',
		},
		parent: 'http',
		read: readChoice(...METHODS),
	},
];

/** The other settings of a tool. */
export const TOOL_SETTINGS: readonly Setting[] = [
	{
		field: {
			displayName: 'Answer at Once',
			name: 'responseText',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. The request has been passed on.',
			description:
				'What the agent is told at once, without waiting for the answer of the tool, which is called all the same',
		},
		parent: 'staticResponse',
		read: (value, label) => readRequiredText(value, label),
	},
	{
		field: {
			displayName: 'Name for the Model',
			name: 'modelToolName',
			type: 'string',
			default: '',
			placeholder: 'e.g. lookUpOrder',
			description:
				'How the agent calls the tool: at most 64 letters, digits, _ and -. Its prompt may name it. Without it the name of the tool, with _ for all other characters.',
		},
		read: readModelName,
	},
	{
		field: {
			displayName: 'Time Limit',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: SHORTEST_LIMIT, maxValue: LONGEST_LIMIT, numberPrecision: 1 },
			default: 10,
			description:
				'How many seconds the tool has for its answer, 40 at most; without it 2.5. The agent is silent meanwhile.',
		},
		read: (value, label) =>
			toDuration(readNumber(SHORTEST_LIMIT, LONGEST_LIMIT)(value, label), label),
	},
	{
		field: {
			displayName: 'Use While Speaking',
			name: 'precomputable',
			type: 'boolean',
			default: true,
			description:
				'Whether the tool may be called while the agent still speaks. Only for tools that change nothing: the answer may be thrown away, and the call does not show then that the tool was used.',
		},
		read: readBoolean,
	},
	{
		field: {
			displayName: 'What the Agent Does Then',
			name: 'defaultReaction',
			type: 'options',
			default: 'AGENT_REACTION_SPEAKS',
			description: 'What the agent does when it has the answer; the tool may answer otherwise',
			options: [
				{
					name: 'Listens',
					value: 'AGENT_REACTION_LISTENS',
					description: 'Says nothing and waits for the caller',
				},
				{ name: 'Speaks', value: 'AGENT_REACTION_SPEAKS' },
				{
					name: 'Speaks Once',
					value: 'AGENT_REACTION_SPEAKS_ONCE',
					description: 'Says nothing if it spoke right before it used the tool',
				},
			],
		},
		read: readChoice(
			'AGENT_REACTION_SPEAKS',
			'AGENT_REACTION_LISTENS',
			'AGENT_REACTION_SPEAKS_ONCE',
		),
	},
];

/** Reads the address of a tool. @throws InputError for anything but https */
function readToolUrl(value: unknown, label: string): string {
	const text = readRequiredText(value, label);
	if (/^https:\/\//i.test(text) && !/\s/.test(text) && URL.canParse(text)) return text;
	throw new InputError(
		`${label}: ${show(value)} is not an address that begins with https://`,
		'Ultravox calls tools over https only. Enter an address such as https://example.com/orders.',
	);
}

function readModelName(value: unknown, label: string): string {
	const text = readRequiredText(value, label);
	if (MODEL_NAME.test(text)) return text;
	throw new InputError(
		`${label}: ${show(text)} is not a name that models take`,
		`Use at most 64 letters, digits, _ and -, for example ${modelNameFrom(text) || 'lookUpOrder'}.`,
	);
}

/** Makes a name for the model out of another text; empty where nothing of it can stay. */
export function modelNameFrom(text: string): string {
	return text
		.replace(/[^a-zA-Z0-9_-]+/g, '_')
		.replace(/^_+|_+$/g, '')
		.slice(0, 64);
}
