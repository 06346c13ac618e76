import { isHarmless, type ApiErrorFacts } from './apiError';

const LONGEST_MESSAGE = 500;

/** Ends a text with one full stop, whether it had one or not: what the API says has one at times. */
export function asSentence(text: string): string {
	return `${text.trim().replace(/\.$/, '')}.`;
}

/** What to do, and that something may have been done, where that is so. */
export function unknownOutcome(facts: ApiErrorFacts, advice: string): string {
	return changes(facts) && !isHarmless(facts)
		? `It is not known whether the change was made, so look it up first. ${advice}`
		: advice;
}

/** Whether it was to change something. */
export function changes({ changesNothing, method }: ApiErrorFacts): boolean {
	return changesNothing !== true && method !== 'GET';
}

/** E.g. `, after 3 tries`; empty for one. */
export function triesText({ tries }: ApiErrorFacts): string {
	return tries > 1 ? `, after ${tries} tries` : '';
}

/** E.g. `30 seconds`. */
export function seconds(count: number): string {
	return count === 1 ? '1 second' : `${count} seconds`;
}

/** How long the service asks to wait, as a sentence; empty where it does not say. */
export function waitText({ retryAfterSeconds }: ApiErrorFacts): string {
	return retryAfterSeconds ? `Wait ${seconds(retryAfterSeconds)} before the next try. ` : '';
}

/** Cuts what a service says to a length that can be read. */
export function shorten(text: string): string {
	return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}
