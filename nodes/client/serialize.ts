export type QueryValue = string | number | boolean | string[] | undefined;

/**
 * Reads a body that the helper may have handed over unparsed, which it does where the content type announces no JSON.
 *
 * @param body text or an already parsed value
 * @returns the parsed JSON; text that is none, trimmed
 */
export function readBody(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const text = body.trim();
	if (!/^[[{"]|^null$/.test(text)) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/**
 * Writes a query string.
 *
 * @param query undefined values are left out; a list repeats its name, as the API wants it
 * @returns with the question mark; empty when there is nothing to say
 */
export function queryString(query: Record<string, QueryValue> = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined) continue;
		for (const entry of Array.isArray(value) ? value : [value]) search.append(name, String(entry));
	}
	const text = search.toString();
	return text === '' ? '' : `?${text}`;
}

/**
 * Whether lists and objects stand in one another at more than so many levels.
 *
 * @param value parsed JSON
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	for (const inner of Object.values(value)) if (isDeeperThan(inner, levels - 1)) return true;
	return false;
}
