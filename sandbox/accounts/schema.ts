import { dateTime, duration, flag, integer, object, orNull, text, uuid } from '../schema';

const fields = {
	accountId: uuid,
	name: text(),
	billingUrl: text(),
	freeTimeUsed: duration,
	freeTimeRemaining: duration,
	hasActiveSubscription: flag,
	subscriptionTier: orNull(text()),
	subscriptionCadence: orNull(text()),
	subscriptionExpiration: orNull(dateTime),
	subscriptionScheduledUpdate: orNull(dateTime),
	subscriptionRenewal: orNull(dateTime),
	activeCalls: integer({ minimum: 0 }),
	allowedConcurrentCalls: orNull(integer()),
	allowedVoices: orNull(integer()),
	allowedCorpora: orNull(integer()),
};

/** An account as answered. */
export const account = object(fields, Object.keys(fields));
