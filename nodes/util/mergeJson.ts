import { isRecord } from './guards';

/**
 * Puts changes over a JSON value: objects are combined, everything else is replaced, null takes a part out.
 *
 * @param base what is there; not changed
 * @param change what differs; not changed
 * @returns the new value, without null; undefined where nothing is left
 */
export function mergeJson(base: unknown, change: unknown): unknown {
	if (change === null || change === undefined) return undefined;
	if (!isRecord(change)) return change;
	const result = new Map(isRecord(base) ? Object.entries(base) : []);
	for (const [name, value] of Object.entries(change)) {
		const merged = mergeJson(result.get(name), value);
		if (merged === undefined) result.delete(name);
		else result.set(name, merged);
	}
	return Object.fromEntries(result);
}
