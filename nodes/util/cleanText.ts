/** What a terminal takes for a command: colours, titles, moving the cursor. */
const TERMINAL = /[^\P{Cc}\t\n\r](?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*)/gu;

/**
 * Characters that are not seen, or that change how others are seen: control characters other than white space, Unicode's
 * "format" characters (direction overrides, zero width, tags), lone surrogates, and fillers that are taken for letters.
 */
const UNSEEN = /[^\P{Cc}\t\n\r]|\p{Cf}|\p{Cs}|[\u2028\u2029\u3164\u115f\u1160]/gu;

/**
 * Takes out of a text from elsewhere what could deceive its reader or a terminal. For texts that come into messages,
 * hints or the log, not for data.
 *
 * @param text of any length; read once
 * @returns the text with its white space as it was
 */
export function cleanText(text: string): string {
	return text.replace(TERMINAL, '').replace(UNSEEN, '');
}
