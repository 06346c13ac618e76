import type { Schema } from '../schema';
import {
	anyObject,
	anything,
	duration,
	filled,
	flag,
	list,
	mapOf,
	object,
	oneOfNames,
	saying,
	text,
} from '../schema';

const location = oneOfNames([
	'PARAMETER_LOCATION_UNSPECIFIED',
	'PARAMETER_LOCATION_QUERY',
	'PARAMETER_LOCATION_PATH',
	'PARAMETER_LOCATION_HEADER',
	'PARAMETER_LOCATION_BODY',
]);

const oneImplementation = {
	oneOf: ['http', 'client', 'dataConnection'].map((name) => ({ required: [name] })),
};

const temporaryTool = saying(
	'Exactly one of http, client, dataConnection has to be set.',
	object(
		{
			modelToolName: text({ pattern: '^[a-zA-Z0-9_-]{1,64}$' }),
			description: text(),
			dynamicParameters: list(
				object({ name: filled(), location, schema: anyObject, required: flag }, ['name']),
			),
			staticParameters: list(object({ name: filled(), location, value: anything }, ['name'])),
			automaticParameters: list(object({ name: filled(), location, knownValue: text() }, ['name'])),
			requirements: anyObject,
			timeout: duration,
			precomputable: flag,
			http: object({ baseUrlPattern: filled(), httpMethod: filled() }, ['baseUrlPattern']),
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

/** A tool given to an agent or a call. */
export const selectedTool: Schema = saying(
	'Exactly one of toolId, toolName, temporaryTool has to be set.',
	object(
		{
			toolId: filled(),
			toolName: filled(),
			temporaryTool,
			nameOverride: text(),
			descriptionOverride: text(),
			authTokens: mapOf(text()),
			parameterOverrides: mapOf(anything),
			transitionId: text(),
		},
		[],
		{ oneOf: ['toolId', 'toolName', 'temporaryTool'].map((name) => ({ required: [name] })) },
	),
);
