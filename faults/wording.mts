import type { RunError } from '../test/support/harness';
import { SAID, type FaultCase } from './cases.mts';
import type { Operation } from './operations.mts';

/** Words that n8n's guidelines keep out of messages. */
const FORBIDDEN = /\b(errors?|problems?|failures?|failed|mistakes?)\b/i;
const NOT_FOR_READERS = /undefined|null|NaN|\[object|<\/?(html|h1|body)|check your parameters/i;

/**
 * Checks what a user would see.
 *
 * @param key the API key that was used
 * @returns what is against the rules; empty when nothing is
 */
export function checkWording(
	operation: Operation,
	fault: FaultCase,
	{ message, description, context }: RunError,
	key: string,
): string[] {
	const broken: string[] = [];
	const both = `${message} | ${description ?? ''}`;
	const rule = (kept: boolean, what: string) => {
		if (!kept) broken.push(`${what}: ${both.slice(0, 300).replaceAll(key, '***')}`);
	};
	rule(message.length > 9, 'no message');
	rule((description ?? '').length > 9, 'no advice');
	rule(!FORBIDDEN.test(both), 'a word that alarms');
	rule(!NOT_FOR_READERS.test(both), 'not for readers');
	rule(operation.together === true || context?.itemIndex === 0, 'no item');
	// Where the step has sentences of its own for a missing thing, the service has nothing to add.
	if (fault.says) rule(both.includes(SAID), 'the words of the API are lost');
	if (fault.namesField && operation.field) rule(both.includes(`${operation.field[1]}`), 'no label');
	// Sentences of an operation may say more than the general one.
	if (fault.message && !operation.missingIsFine && operation.service === undefined)
		rule(fault.message.test(both), 'what happened');
	return broken;
}
