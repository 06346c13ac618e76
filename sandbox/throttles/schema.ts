import { dateTime, filled, integer, list, object, saying, uuid } from '../schema';

const rule = object(
	{
		maxCalls: saying('Must be from 1 to 100.', integer({ minimum: 1, maximum: 100 })),
		windowSeconds: saying('Must be from 1 to 86400.', integer({ minimum: 1, maximum: 86_400 })),
	},
	['maxCalls', 'windowSeconds'],
);

const settable = { name: filled(64), rules: list(rule, { minItems: 1 }) };

export const throttleWhole = object(settable, ['name', 'rules']);
export const throttlePatch = object(settable);

/** A call throttle as answered. */
export const throttleAnswer = object({ ...settable, throttleId: uuid, created: dateTime }, [
	'throttleId',
	'name',
	'created',
	'rules',
]);
