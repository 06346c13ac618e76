/** Things that are remembered for later items; more than there are under way at once. */
const MOST_REMEMBERED = 200;

/** Things as the API answered them last, for the next item of an execution that changes the same one. */
export class LastAnswers<Thing> {
	private readonly things = new Map<string, Thing>();

	/**
	 * Hands a thing out, once: should its change fail, nobody knows what is stored, and the next item has to ask.
	 *
	 * @returns undefined when it has to be asked for
	 */
	take(id: string): Thing | undefined {
		const thing = this.things.get(id);
		this.things.delete(id);
		return thing;
	}

	/** Remembers a thing as it was just answered, and forgets the one that is unused for longest. */
	keep(id: string, thing: Thing): void {
		this.things.set(id, thing);
		const [oldest] = this.things.keys();
		if (this.things.size > MOST_REMEMBERED) this.things.delete(oldest);
	}
}
