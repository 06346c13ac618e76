/** Whether nothing was given: undefined or null, as an expression on a missing field gives. */
export function isMissing(value: unknown): value is undefined | null {
	return value === undefined || value === null;
}

/** Whether a value is an object with named entries, no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Takes a value of the API's for a text.
 *
 * @param otherwise what comes back for an empty text and for anything that is no text
 */
export function textOr<T>(value: unknown, otherwise: T): string | T {
	return typeof value === 'string' && value.trim() !== '' ? value : otherwise;
}

/**
 * A value as JSON text.
 *
 * @returns undefined for what JSON does not have: functions, big integers, objects that hold themselves
 */
export function asJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		return undefined;
	}
}
