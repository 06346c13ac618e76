/** Values by name that several items want, none of them another value than one before. */
export class Agreement {
	private readonly values = new Map<string, string>();

	/** @param first what the first item wants; what is undefined is nothing */
	constructor(first: object) {
		this.add(first);
	}

	/** Whether nothing in `next` is to have another value. */
	allows(next: object): boolean {
		return Object.entries(next).every(([name, value]) => {
			const before = this.values.get(name);
			return before === undefined || value === undefined || before === JSON.stringify(value);
		});
	}

	add(next: object): void {
		for (const [name, value] of Object.entries(next)) {
			if (value !== undefined) this.values.set(name, JSON.stringify(value));
		}
	}
}
