import { InputError } from '../../nodes/errors/inputError';

/** What an InputError says; fails the test when the work does something else. */
export function refusalOf(work: () => unknown): { message: string; advice: string } {
	let thrown: unknown;
	try {
		work();
	} catch (error) {
		thrown = error;
	}
	if (!(thrown instanceof InputError)) {
		throw new Error(`Expected a refusal, got ${String(thrown ?? 'none')}`);
	}
	return { message: thrown.message, advice: thrown.description ?? '' };
}
