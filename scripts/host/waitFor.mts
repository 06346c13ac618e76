/** Waiting for what no event tells. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
	/** Milliseconds after which it is given up; two minutes unless told. */
	within?: number;
	/** Milliseconds from one answer to the next question; 150 unless told. */
	every?: number;
}

/**
 * Asks again and again until there is an answer.
 *
 * @param what is waited for, as the end of "Waited 120 s in vain for …"
 * @param ask gives the answer, or undefined or false as long as there is none; what it throws ends the waiting
 * @returns the answer
 * @throws when there is none in time
 */
export async function waitFor<T>(
	what: string,
	ask: () => Promise<T | false | undefined>,
	{ within = 120_000, every = 150 }: WaitOptions = {},
): Promise<T> {
	const deadline = Date.now() + within;
	while (Date.now() < deadline) {
		const answer = await ask();
		if (answer !== undefined && answer !== false) return answer;
		await sleep(every);
	}
	throw new Error(`Waited ${within / 1000} s in vain for ${what}`);
}
