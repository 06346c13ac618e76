import { InputError } from '../errors/inputError';
import { readNumber } from './readers';

/**
 * Makes a reader for whole numbers, also given as text.
 *
 * @param least smallest allowed, as most is the largest
 * @returns a reader that throws an InputError with the field's label for anything else
 */
export function readWhole(least: number, most: number) {
	return (value: unknown, label: string): number => {
		const number = readNumber(least, most)(value, label);
		if (Number.isInteger(number)) return number;
		throw new InputError(
			`${label}: ${number} is not a whole number`,
			`Enter one such as ${Math.ceil(number)}.`,
		);
	};
}
