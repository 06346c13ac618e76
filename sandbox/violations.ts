/** What the sandbox has to complain about: its own answers, and requests to paths that it does not have. */
export interface Violations {
	/** Each distinct text once; from the second time on with a count. Stays the same array. */
	list: string[];
	add(text: string): void;
}

export function createViolations(): Violations {
	const list: string[] = [];
	const seen = new Map<string, { at: number; count: number }>();
	return {
		list,
		add(text) {
			const known = seen.get(text);
			if (!known) {
				seen.set(text, { at: list.push(text) - 1, count: 1 });
				return;
			}
			known.count += 1;
			list[known.at] = `${text} (${known.count} times)`;
		},
	};
}
