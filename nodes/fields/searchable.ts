import { InputError } from '../errors/inputError';
import { readRequiredText } from './readers';
import { show } from './values';

/** Half of a character of two halves, as cutting a text between them leaves it; JSON and addresses write it differently. */
const HALF_CHARACTER = /\p{Surrogate}/u;
const CONTROL_CHARACTER = /\p{Cc}/u;

/** Most characters of something that is looked up by its value: it has to fit into an address, encoded. */
const LONGEST = 500;

/**
 * Refuses a text by which something could not be found again, since it is stored in one form and searched in another.
 *
 * @throws InputError for half characters
 */
export function checkSearchable(text: string, label: string): void {
	if (!HALF_CHARACTER.test(text)) return;
	throw new InputError(
		`${label}: ${show(text)} was cut in the middle of a character, such as an emoji, and could not be found again`,
		'Cut the text elsewhere, or leave such characters out.',
	);
}

/**
 * Reads a name that is stored with something and by which that is looked up later: the same text in every execution.
 *
 * @returns the text without white space around it; letters with accents in one form, however they were typed
 * @throws InputError when it is empty, cannot be found again, or has more than 500 characters
 */
export function readSearchable(value: unknown, label: string): string {
	const text = readRequiredText(value, label).normalize('NFC');
	checkSearchable(text, label);
	if (CONTROL_CHARACTER.test(text)) {
		throw new InputError(
			`${label}: ${show(text)} has a line break or another character that cannot be seen`,
			'Use one line of plain text.',
		);
	}
	if (text.length <= LONGEST) return text;
	throw new InputError(
		`${label}: it has ${text.length} characters, and at most ${LONGEST} are possible`,
		'Use something short that is different for each, such as a number.',
	);
}
