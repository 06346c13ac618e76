/** White space, and characters that are not seen: control characters, zero width, soft hyphens, marks of direction. */
const BLANK = /[\s\p{Cf}\p{Cc}]/gu;

/**
 * Takes out what pasting brings along into a key, an ID or an address, in the middle too: none of them has any.
 *
 * @param text what was typed or pasted
 * @returns the text without white space and unseen characters
 */
export function withoutBlanks(text: string): string {
	return text.replace(BLANK, '');
}
