import { isSafeObjectProperty, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';
import { toDuration, toSeconds } from '../fields/duration';
import { readChoice, readIds, readNumber, readRequiredText } from '../fields/readers';
import { switchOf } from '../fields/switches';
import { show } from '../fields/values';
import { InputError } from '../errors/inputError';
import { readToolParameters, type ToolParameter } from '../tools/parameters';
import { isRecord } from '../util/guards';
import { DEFAULT_LIMIT_SECONDS, LONGEST_LIMIT_SECONDS, LONGEST_NAME } from './fields';

/** How the workflow answers, as n8n calls it. */
export type AnswerMode = 'lastNode' | 'responseNode' | 'onReceived';

/** What Ultravox can tell with each use of the tool, beside the parameters. */
export interface Extras {
	metadata: boolean;
	state: boolean;
	conversation: boolean;
}

/** What the user has set about the tool. */
export interface ToolSettings {
	name: string;
	description: string;
	parameters: ToolParameter[];
	answerMode: AnswerMode;
	/** Undefined in other modes than `onReceived`. */
	fixedText?: string;
	/** Undefined in the mode `onReceived`. */
	fallbackText?: string;
	/** In the API's form, e.g. `20s`. */
	timeout: string;
	agentReaction: string;
	extras: Extras;
	includeCall: boolean;
}

export type TriggerFns = IHookFunctions | IWebhookFunctions;

/** Names of body parameters that are the trigger's own; no declared parameter may have one. */
export const BODY = {
	/** What the trigger keeps with the tool; see marker.ts. */
	marker: 'n8n',
	metadata: 'n8nCallMetadata',
	state: 'n8nCallState',
	conversation: 'n8nConversation',
} as const;

const REACTIONS: Readonly<Record<string, string>> = {
	speaks: 'AGENT_REACTION_SPEAKS',
	listens: 'AGENT_REACTION_LISTENS',
	speaksOnce: 'AGENT_REACTION_SPEAKS_ONCE',
};

const MODEL_NAME = /^[a-zA-Z0-9_-]+$/;

/** The trigger in lines of the log. */
export function triggerName(fns: TriggerFns): string {
	return `Ultravox Tool Trigger "${fns.getNode().name}"`;
}

/**
 * Reads what the user has set about the tool.
 *
 * @throws InputError for what cannot be a tool
 */
export function readToolSettings(fns: TriggerFns): ToolSettings {
	const answerMode = readAnswerMode(fns);
	const text = (name: string, label: string) =>
		readRequiredText(fns.getNodeParameter(name, ''), label);
	const given: unknown = fns.getNodeParameter('options', {});
	const options = isRecord(given) ? given : {};
	const on = (name: string, label: string) => switchOf(options, name, false, label);
	return {
		name: readName(fns),
		description: text('toolDescription', 'When to Use It'),
		parameters: readDeclared(fns),
		answerMode,
		...(answerMode === 'onReceived'
			? { fixedText: text('responseText', 'Fixed Text') }
			: { fallbackText: text('fallbackText', 'Answer When It Fails') }),
		timeout: readLimit(options),
		agentReaction: readReaction(options),
		extras: {
			metadata: on('includeMetadata', 'Include Metadata'),
			state: on('includeState', 'Include Call State'),
			conversation: on('includeConversation', 'Include Conversation'),
		},
		includeCall: on('includeCall', 'Include Call'),
	};
}

/** Reads how the workflow answers. @throws InputError */
export function readAnswerMode(fns: TriggerFns): AnswerMode {
	const choices = ['lastNode', 'responseNode', 'onReceived'];
	const given: unknown = fns.getNodeParameter('responseMode', 'lastNode');
	return readChoice(...choices)(given, 'Answer') as AnswerMode;
}

/** Reads the agents that are to have the tool. @throws InputError */
export function readAgents(fns: TriggerFns): string[] {
	return readIds(fns.getNodeParameter('agentIds', []), 'Agents That May Use It');
}

/** The time limit in milliseconds. */
export function limitMs({ timeout }: Pick<ToolSettings, 'timeout'>): number {
	return (toSeconds(timeout) ?? DEFAULT_LIMIT_SECONDS) * 1000;
}

function readName(fns: TriggerFns): string {
	const label = 'Tool Name';
	const name = readRequiredText(fns.getNodeParameter('toolName', ''), label, LONGEST_NAME);
	if (MODEL_NAME.test(name)) return name;
	const proposal = name.replace(/[^a-zA-Z0-9_-]+/g, '_').replace(/^_+|_+$/g, '');
	throw new InputError(
		`${label}: ${show(name)} has characters that models do not take`,
		`Use letters, digits, _ and - only${proposal === '' ? '' : `, for example ${proposal}`}.`,
	);
}

function readDeclared(fns: TriggerFns): ToolParameter[] {
	const parameters = readToolParameters((name, usual) => fns.getNodeParameter(name, usual));
	const own: string[] = Object.values(BODY);
	for (const { name, schema } of parameters) {
		if (own.includes(name)) {
			throw new InputError(
				`Parameters: the name ${show(name)} is used by this trigger`,
				'Choose another name.',
			);
		}
		const unusable = [name, ...namesWithin(schema)].find((used) => !isUsableName(used));
		if (unusable === undefined) continue;
		throw new InputError(
			`Parameters: n8n's expressions cannot read a field that is called ${show(unusable)}`,
			'Choose another name.',
		);
	}
	return parameters;
}

/** Keywords of JSON Schema that hold a schema, or a list of them, for a value or a part of it. */
const INNER = [
	'additionalItems',
	'additionalProperties',
	'allOf',
	'anyOf',
	'contains',
	'else',
	'if',
	'items',
	'not',
	'oneOf',
	'prefixItems',
	'then',
];
/** Those that hold schemas by name; of `properties` the names are those of fields. */
const NAMED = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];

/** Names of the fields that a value of this schema may have, at every depth. */
function namesWithin(schema: unknown): string[] {
	if (Array.isArray(schema)) return schema.flatMap(namesWithin);
	if (!isRecord(schema)) return [];
	const { properties } = schema;
	const named = NAMED.flatMap((keyword) => {
		const schemas = schema[keyword];
		return isRecord(schemas) ? Object.values(schemas) : [];
	});
	return [
		...(isRecord(properties) ? Object.keys(properties) : []),
		...[...INNER.map((keyword) => schema[keyword]), ...named].flatMap(namesWithin),
	];
}

/**
 * Whether expressions can read a field of this name. What every object has, such as toString, n8n 2 leaves out. Hosts that
 * do not share their list of further names are believed to have none.
 */
function isUsableName(name: string): boolean {
	if (name in {}) return false;
	return typeof isSafeObjectProperty !== 'function' || isSafeObjectProperty(name);
}

function readLimit(options: Record<string, unknown>): string {
	const label = 'Time Limit';
	const seconds = 'timeout' in options ? options.timeout : DEFAULT_LIMIT_SECONDS;
	return toDuration(readNumber(0.1, LONGEST_LIMIT_SECONDS)(seconds, label), label);
}

function readReaction(options: Record<string, unknown>): string {
	const reaction = 'agentReaction' in options ? options.agentReaction : 'speaks';
	return REACTIONS[readChoice(...Object.keys(REACTIONS))(reaction, 'What the Agent Does Then')];
}
