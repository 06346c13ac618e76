import { metadata } from '../calls/schema';
import {
	anyObject,
	dateTime,
	filled,
	flag,
	httpUrl,
	integer,
	list,
	object,
	oneOfNames,
	orNull,
	text,
	uuid,
} from '../schema';
import { medium } from '../calls/mediumSchema';

export const STATUSES = ['FUTURE', 'PENDING', 'SUCCESS', 'EXPIRED', 'ERROR'] as const;

const row = {
	medium: orNull(medium),
	metadata: orNull(metadata),
	templateContext: orNull(anyObject),
	experimentalSettings: orNull(anyObject),
};

const settable = {
	windowStart: orNull(dateTime),
	windowEnd: orNull(dateTime),
	throttle: orNull(filled()),
	webhookUrl: orNull(httpUrl(200)),
	webhookSecret: orNull(filled(120)),
	paused: flag,
};

export const batchCreate = object({ ...settable, calls: list(object(row), { minItems: 1 }) }, [
	'calls',
]);

/** `calls` is left out: what it would mean is not documented. */
export const batchPatch = object(settable);

/** A batch as answered; its rows have a list of their own. */
export const batchAnswer = object(
	{
		...settable,
		batchId: uuid,
		created: dateTime,
		totalCount: integer({ minimum: 1 }),
		completedCount: integer({ minimum: 0 }),
		endedAt: orNull(dateTime),
	},
	['batchId', 'created', 'totalCount', 'completedCount', 'endedAt'],
);

/** A row as answered. */
export const scheduledCallAnswer = object(
	{
		...row,
		status: oneOfNames(STATUSES),
		batchId: uuid,
		callId: orNull(uuid),
		error: orNull(text()),
	},
	['status', 'batchId', 'callId', 'error'],
);
