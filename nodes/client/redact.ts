const SHORTEST = 4;

/**
 * Blanks secrets out of a text or of every text inside a structure.
 *
 * @param value any JSON value; not changed
 * @param secrets the values to blank; those under four characters are ignored, they would blank ordinary words
 * @returns a copy with each secret replaced by `***`
 */
export function redact<T>(value: T, secrets: Iterable<string>): T {
	const worth = [...secrets].filter((secret) => secret.length >= SHORTEST);
	return worth.length === 0 ? value : (blank(value, worth) as T);
}

function blank(value: unknown, secrets: string[]): unknown {
	if (typeof value === 'string') {
		return secrets.reduce((text, secret) => text.split(secret).join('***'), value);
	}
	if (Array.isArray(value)) return value.map((entry) => blank(entry, secrets));
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([key, inner]) => [
				blank(key, secrets) as string,
				blank(inner, secrets),
			]),
		);
	}
	return value;
}
