import { InputError } from '../errors/inputError';
import { readIds } from '../fields/readers';

/** The API's limit for the list. */
export const MOST_AGENTS = 100;

/**
 * Reads a list of agents from the multi-select or from an expression.
 *
 * @param value list of IDs, or one text with IDs separated by commas; an empty list or text is an empty list
 * @param label the field's label
 * @returns the IDs in lower case, trimmed, without duplicates, in the order given
 * @throws InputError when something is no UUID, when nothing was given, or for more than 100
 */
export function readAgentIds(value: unknown, label: string): string[] {
	return refuseTooMany(readIds(value, label), label);
}

/**
 * Applies additions and removals to a stored list.
 *
 * @param stored IDs as the API has them, in whatever case; add and remove in lower case
 * @returns the new list, or undefined when it would be the same as the stored one
 * @throws InputError when the new list would be longer than the API allows
 */
export function changeAgentIds(
	stored: readonly string[],
	add: readonly string[],
	remove: readonly string[],
): string[] | undefined {
	const known = new Set(stored.map((id) => id.toLowerCase()));
	const gone = new Set(remove);
	const kept = stored.filter((id) => !gone.has(id.toLowerCase()));
	const added = add.filter((id) => !known.has(id));
	if (added.length === 0 && kept.length === stored.length) return undefined;
	return refuseTooMany([...kept, ...added], 'Agents to Add');
}

function refuseTooMany(ids: string[], label: string): string[] {
	if (ids.length <= MOST_AGENTS) return ids;
	throw new InputError(
		`${label}: the list would have ${ids.length} agents, and ${MOST_AGENTS} is the most`,
		'Allow fewer agents, or set Who May Take Calls to All Agents.',
	);
}
