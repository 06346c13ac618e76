interface Look<T> {
	/** What it was for; where that has changed, the answer is worth nothing. */
	about: string;
	/** Milliseconds since 1970. */
	at: number;
	answer: Promise<T>;
}

/**
 * Looks something up that anybody can make a trigger want to know, forged deliveries too: one look at a time, shared by
 * all who wait for it, and only so often.
 */
export class LimitedLookup<T> {
	private readonly looks = new Map<string, Look<T>>();

	/**
	 * @param gapMs least time between two looks for one trigger, in milliseconds
	 * @param keptMs how long an answer counts, in milliseconds
	 */
	constructor(
		private readonly gapMs: number,
		private readonly keptMs: number,
	) {}

	/**
	 * The last answer.
	 *
	 * @param about what it has to be for
	 */
	async last(trigger: string, about: string): Promise<T | undefined> {
		const known = this.looks.get(trigger);
		const isGood = known?.about === about && Date.now() - known.at < this.keptMs;
		return isGood ? await known.answer : undefined;
	}

	/**
	 * Looks, unless the last look was a moment ago: then that one's answer has to do.
	 *
	 * @param about what the answer is for
	 * @param work does not throw
	 * @returns undefined where the last look was for something else
	 */
	async look(trigger: string, about: string, work: () => Promise<T>): Promise<T | undefined> {
		const known = this.looks.get(trigger);
		if (!known || Date.now() - known.at >= this.gapMs) {
			this.looks.set(trigger, { about, at: Date.now(), answer: work() });
		}
		return await this.last(trigger, about);
	}
}
