import { InputError } from '../errors/inputError';
import { show } from './values';

/**
 * Turns a number of seconds into the API's form.
 *
 * @param value seconds as a number, text of one, or already in the API's form (`"90s"`)
 * @param label the field's label
 * @param least smallest allowed number of seconds
 * @returns e.g. `90s`, `0.384s`; at most nine decimals, as the API's pattern allows
 * @throws InputError for anything else
 */
export function toDuration(value: unknown, label: string, least = 0): string {
	const text = typeof value === 'string' ? value.trim().replace(/s$/, '') : value;
	const seconds = typeof text === 'string' && text !== '' ? Number(text) : text;
	if (
		typeof seconds !== 'number' ||
		!Number.isFinite(seconds) ||
		seconds < least ||
		seconds >= 1e12
	) {
		throw new InputError(
			`${label}: ${show(value)} is not a number of seconds${least > 0 ? ` of at least ${least}` : ''}`,
			'Enter seconds as a number, such as 90.',
		);
	}
	return `${Number(seconds.toFixed(9)).toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 9 })}s`;
}

/**
 * Turns a duration of the API into seconds.
 *
 * @param value e.g. `90s`
 * @returns the number, or null when there is none or it is no duration
 */
export function toSeconds(value: unknown): number | null {
	const found = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)s$/.exec(value.trim()) : null;
	return found ? Number(found[1]) : null;
}
