import { tryToParseDateTime } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { show } from './values';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ]\d{2})/;
/** Far longer than any date and time; what n8n would do with a book is not worth the time. */
const LONGEST = 100;
/** Below this a number is no time in milliseconds since 1970, but a year or seconds. */
const LEAST_MILLISECONDS = 1e11;

/**
 * Reads a point in time from one of n8n's date fields or an expression.
 *
 * @param value a date object of an expression, milliseconds since 1970, or ISO 8601 text such as
 *   `2026-05-01T10:00:00`; the editor's picker gives it without a time zone
 * @param label the field's label
 * @param timeZone IANA name of the zone that a text without a zone is in: the workflow's
 * @returns ISO 8601 in UTC, milliseconds included
 * @throws InputError for anything else, days that no calendar has included
 */
export function readDateTime(value: unknown, label: string, timeZone: string): string {
	const time = toTime(value, timeZone);
	if (time !== undefined) return time;
	throw new InputError(
		`${label}: ${show(value)} is not a date and time`,
		'Choose one, or let the expression give something like 2026-05-01T10:00:00Z.',
	);
}

function toTime(value: unknown, timeZone: string): string | undefined {
	if (typeof value === 'number') {
		return value >= LEAST_MILLISECONDS ? toIso(new Date(value)) : undefined;
	}
	const text = typeof value === 'string' ? value.trim() : undefined;
	if (text === undefined ? typeof value !== 'object' || value === null : !isRealDay(text)) {
		return undefined;
	}
	try {
		return toIso(tryToParseDateTime(text ?? value, timeZone).toJSDate());
	} catch {
		return undefined;
	}
}

/** n8n's own reading would take the 30th of February for the 2nd of March. */
function isRealDay(text: string): boolean {
	const found = text.length <= LONGEST ? ISO.exec(text) : null;
	if (!found) return false;
	const [year, month, day] = found.slice(1).map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function toIso(date: Date): string | undefined {
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
