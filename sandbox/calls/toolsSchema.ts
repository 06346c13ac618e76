import type { Schema } from '../schema';
import { anything, filled, flag, list, mapOf, object, saying, text } from '../schema';
import { modelName, toolDefinition } from '../tools/schema';

/** A tool given to an agent or a call. */
export const selectedTool: Schema = saying(
	'Exactly one of toolId, toolName, temporaryTool has to be set.',
	object(
		{
			toolId: filled(),
			toolName: filled(),
			temporaryTool: toolDefinition,
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

/** What a call changes of its agent's tools: some taken out by the names that the model sees, or all; then some added. */
export const toolOverrides: Schema = saying('Only one of remove and removeAll may be set.', {
	...object({ remove: list(modelName), removeAll: flag, add: list(selectedTool) }),
	not: { required: ['remove', 'removeAll'] },
});
