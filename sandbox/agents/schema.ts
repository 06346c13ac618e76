import { callTemplate, callTemplateAnswer } from '../calls/settingsSchema';
import { dateTime, filled, integer, object, orNull, uuid } from '../schema';

const settable = { name: filled(64), callTemplate: orNull(callTemplate) };

export const agentCreate = object(settable, ['name']);
export const agentPatch = object(settable);

/** An agent as answered. */
export const agentAnswer = object(
	{
		agentId: uuid,
		name: filled(64),
		publishedRevisionId: orNull(uuid),
		created: dateTime,
		callTemplate: orNull(callTemplateAnswer),
		statistics: object({ calls: integer({ minimum: 0 }) }, ['calls']),
	},
	['agentId', 'name', 'publishedRevisionId', 'created', 'statistics'],
);
