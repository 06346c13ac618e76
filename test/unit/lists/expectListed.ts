/**
 * Asserts that a list has what it should have. A failure says which file to edit, and what is missing or too much in it.
 *
 * @param file that holds the list
 * @param listed names that stand in it, in any order and as often as they like
 * @param wanted names that should
 */
export function expectListed(
	file: string,
	listed: readonly string[],
	wanted: readonly string[],
): void {
	const missing = [...new Set(wanted)].filter((name) => !listed.includes(name));
	const surplus = [...new Set(listed)].filter((name) => !wanted.includes(name));
	expect({ file, missing, surplus }).toEqual({ file, missing: [], surplus: [] });
}
