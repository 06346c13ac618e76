interface Dated {
	/** What it was for; where that has changed, the answer is worth nothing. */
	about: string;
	/** When the look began, in milliseconds since 1970. */
	at: number;
}

interface Look<T> extends Dated {
	answer: Promise<T>;
}

interface Answer<T> extends Dated {
	value: T;
}

/**
 * Looks something up that anybody can make a trigger want to know, forged deliveries too: one look at a time, shared by
 * all who wait for it, and only so often.
 */
export class LimitedLookup<T> {
	private readonly looks = new Map<string, Look<T>>();

	/** By trigger, the answer that came last. */
	private readonly answers = new Map<string, Answer<T>>();

	/**
	 * @param gapMs least time between two looks for one trigger, in milliseconds
	 * @param keptMs how long an answer counts, in milliseconds
	 */
	constructor(
		private readonly gapMs: number,
		private readonly keptMs: number,
	) {}

	/**
	 * The last answer that came, without waiting for a look that is under way.
	 *
	 * @param about what it has to be for
	 */
	known(trigger: string, about: string): T | undefined {
		const answer = this.answers.get(trigger);
		return this.counts(answer, about) ? answer.value : undefined;
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
			const look = { about, at: Date.now() };
			const answer = work().then((value) => {
				this.answers.set(trigger, { ...look, value });
				return value;
			});
			this.looks.set(trigger, { ...look, answer });
		}
		const latest = this.looks.get(trigger);
		return this.counts(latest, about) ? await latest.answer : undefined;
	}

	private counts<D extends Dated>(dated: D | undefined, about: string): dated is D {
		return dated?.about === about && Date.now() - dated.at < this.keptMs;
	}
}
