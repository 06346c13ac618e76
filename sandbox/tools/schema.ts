import type { Schema } from '../schema';
import {
	anyObject,
	anything,
	dateTime,
	duration,
	filled,
	flag,
	list,
	object,
	oneOfNames,
	saying,
	text,
	uuid,
} from '../schema';

/** What a name that the model sees has to look like. */
export const MODEL_NAME = '^[a-zA-Z0-9_-]{1,64}$';

/** A name that the model sees. */
export const modelName = saying(
	`Must match ${MODEL_NAME}.`,
	text({ pattern: MODEL_NAME, examples: ['lookupOrder'] }),
);

const LOCATIONS = ['QUERY', 'PATH', 'HEADER', 'BODY'].map((name) => `PARAMETER_LOCATION_${name}`);

/** What Ultravox itself can fill in. */
export const KNOWN_VALUES = [
	'KNOWN_PARAM_CALL_ID',
	'KNOWN_PARAM_CALL_STAGE_ID',
	'KNOWN_PARAM_CALL_STATE',
	'KNOWN_PARAM_CALL_METADATA',
	'KNOWN_PARAM_CONVERSATION_HISTORY',
	'KNOWN_PARAM_OUTPUT_SAMPLE_RATE',
	'KNOWN_PARAM_THREAD_ID',
	'KNOWN_PARAM_THREAD_STATES',
] as const;

const named = (example: string): Schema => ({ ...filled(), examples: [example] });

const parameter = (example: string, more: Record<string, Schema>, required: string[]): Schema =>
	object({ name: named(example), location: oneOfNames(LOCATIONS), ...more }, [
		'name',
		'location',
		...required,
	]);

const requirement = object(
	{
		queryApiKey: object({ name: filled() }, ['name']),
		headerApiKey: object({ name: filled() }, ['name']),
		httpAuth: object({ scheme: filled() }, ['scheme']),
	},
	[],
	{ minProperties: 1, maxProperties: 1 },
);

const securityOption = object({
	requirements: { type: 'object', additionalProperties: requirement },
	ultravoxCallTokenRequirement: object({ scopes: list(filled()) }),
});

const oneImplementation = {
	oneOf: ['http', 'client', 'dataConnection'].map((name) => ({ required: [name] })),
};

const definitionWith = (baseUrlPattern: Schema): Schema =>
	saying(
		'Exactly one of http, client, dataConnection has to be set.',
		object(
			{
				modelToolName: modelName,
				description: text(),
				dynamicParameters: list(
					parameter(
						'orderNumber',
						{ schema: { ...anyObject, examples: [{ type: 'string' }] }, required: flag },
						['schema'],
					),
				),
				staticParameters: list(parameter('X-Api-Key', { value: anything }, ['value'])),
				automaticParameters: list(
					parameter('X-Call-Id', { knownValue: oneOfNames(KNOWN_VALUES) }, ['knownValue']),
				),
				requirements: object({
					httpSecurityOptions: object({ options: list(securityOption) }),
					requiredParameterOverrides: list(named('orderNumber')),
				}),
				timeout: duration,
				precomputable: flag,
				http: object(
					{
						baseUrlPattern,
						httpMethod: oneOfNames(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
					},
					['baseUrlPattern', 'httpMethod'],
				),
				client: object({}),
				dataConnection: object({}),
				defaultReaction: oneOfNames([
					'AGENT_REACTION_UNSPECIFIED',
					'AGENT_REACTION_SPEAKS',
					'AGENT_REACTION_LISTENS',
					'AGENT_REACTION_SPEAKS_ONCE',
				]),
				staticResponse: object({ responseText: text() }),
			},
			['modelToolName'],
			oneImplementation,
		),
	);

const address = (pattern: string) =>
	saying('Has to begin with https://.', text({ pattern, examples: ['https://example.com/tool'] }));

/** A tool as it is defined: a message of its own, so an unknown field in it is refused. */
export const toolDefinition = definitionWith(address('^https://[^\\s/]'));

const name = filled(40);

/** Body of POST and PUT. */
export const toolWhole = object({ name, definition: toolDefinition }, ['name', 'definition']);

/** A tool as answered. */
export const toolAnswer = object(
	{
		name,
		// Nobody says whether the service has always refused http.
		definition: definitionWith(address('^https?://[^\\s/]')),
		toolId: uuid,
		created: dateTime,
		ownership: oneOfNames(['public', 'private']),
	},
	['toolId', 'name', 'created', 'ownership', 'definition'],
);
