import type { HttpAnswer } from '../webhooks/answerInTime';

const MOST_REMEMBERED = 5_000;
const KEPT_MS = 24 * 3_600_000;

interface Entry {
	/** When the call came, in milliseconds since 1970. */
	at: number;
	answer: Promise<HttpAnswer>;
}

/** The calls that have started a workflow in this process, and what was answered. */
export class AnsweredCalls {
	/** Oldest first. */
	private readonly entries = new Map<string, Entry>();

	/**
	 * Asks for the answer to a call, which is made the first time only: a provider that asks again, as it got none in
	 * time or lost it, is told the same.
	 *
	 * @param key names the trigger and the call
	 * @param now milliseconds since 1970
	 * @param answer called for a call that is new
	 * @returns the answer to a call that is known; undefined for a new one
	 */
	async known(
		key: string,
		now: number,
		answer: () => Promise<HttpAnswer>,
	): Promise<HttpAnswer | undefined> {
		const entry = this.entries.get(key);
		if (entry) return await entry.answer;
		this.entries.set(key, { at: now, answer: answer() });
		this.forgetOld(now);
		return undefined;
	}

	private forgetOld(now: number): void {
		for (const [key, { at }] of this.entries) {
			if (now - at < KEPT_MS && this.entries.size <= MOST_REMEMBERED) break;
			this.entries.delete(key);
		}
	}
}
