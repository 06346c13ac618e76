import type { Context } from '../server/context';
import { detail, invalidField } from '../server/problems';
import { findThrottle, freeAt } from '../throttles/store';

/**
 * Takes one place under every limit of call creation.
 *
 * @throws Problem 402, 429, or 400 for a throttle that does not exist
 */
export function takePlace(context: Context, throttleName: string | undefined): void {
	const { state, switches, clock } = context;
	const now = clock.now();
	if (switches.billingNeeded) {
		throw detail(402, 'The free time of this account is used up. Subscribe to make calls.');
	}
	const throttle = throttleName === undefined ? undefined : findThrottle(state, throttleName);
	if (throttleName !== undefined && !throttle) {
		throw invalidField('throttle', `Call throttle "${throttleName}" does not exist.`);
	}
	const wait = (text: string, until: number) => {
		const seconds = String(Math.max(1, Math.ceil((until - now) / 1000)));
		return detail(429, text, switches.retryAfter ? { 'retry-after': seconds } : {});
	};
	const limits = [
		{ most: switches.creationsPerSecond, window: 1000, name: 'second' },
		{ most: switches.creationsPerMinute, window: 60_000, name: 'minute' },
	];
	state.creations = state.creations.filter((at) => at > now - 60_000);
	for (const { most, window, name } of limits) {
		const recent = state.creations.filter((at) => at > now - window);
		if (most === null || recent.length < most) continue;
		const until = recent[recent.length - most] + window;
		throw wait(`No more than ${most} calls can be created in a ${name}.`, until);
	}
	const open = [...state.calls.values()].filter(({ ended }) => ended === null).length;
	if (switches.concurrentCalls !== null && open >= switches.concurrentCalls) {
		throw wait(`No more than ${switches.concurrentCalls} calls at once.`, now + 10_000);
	}
	if (throttle) {
		const free = freeAt(throttle, now);
		if (free > now) throw wait(`Call throttle "${throttle.name}" is at its limit.`, free);
		throttle.uses.push(now);
	}
	state.creations.push(now);
}
