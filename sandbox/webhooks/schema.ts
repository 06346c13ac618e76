import { CALL_EVENTS } from '../calls/events';
import { dateTime, filled, httpUrl, list, object, oneOfNames, orNull, text, uuid } from '../schema';

const settable = {
	url: httpUrl(200),
	events: list(oneOfNames(CALL_EVENTS), { minItems: 1, uniqueItems: true }),
	agentId: orNull(uuid),
	secrets: list(filled(120), { minItems: 1 }),
};

export const webhookWhole = object(settable, ['url', 'events']);
export const webhookPatch = object(settable);

const answered = {
	...settable,
	webhookId: uuid,
	created: dateTime,
	status: oneOfNames(['normal', 'unhealthy']),
	lastStatusChange: orNull(dateTime),
	recentFailures: list(object({ timestamp: dateTime, failure: text() }, ['timestamp', 'failure'])),
};

/** A webhook as answered, secrets included as the API does. */
export const webhookAnswer = object(answered, Object.keys(answered));
