/**
 * Reads the text in which n8n stores execution data: a JSON array whose first entry is the value, and
 * in which every string inside an object or array is the position of what stands there.
 */
export function parseFlatted(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const done = new Map<number, unknown>();

	const at = (position: number): unknown => {
		if (done.has(position)) return done.get(position);
		const entry = entries[position];
		if (typeof entry !== 'object' || entry === null) return entry;
		const target: unknown[] | Record<string, unknown> = Array.isArray(entry) ? [] : {};
		// Known before it is filled, because entries may refer to each other in circles.
		done.set(position, target);
		for (const [key, value] of Object.entries(entry)) {
			Object.assign(target, { [key]: typeof value === 'string' ? at(Number(value)) : value });
		}
		return target;
	};

	return at(0);
}
