import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { refuseMissing, show, UUID } from '../fields/values';

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
	if (isMissing(value)) refuseMissing(label, '[] or empty text');
	const entries = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(entries)) {
		throw new InputError(
			`${label}: ${show(value)} is not a list of agents`,
			'Choose agents from the list, or use an expression that gives a list of agent IDs or IDs separated by commas.',
		);
	}
	const ids = new Set<string>();
	for (const entry of entries) {
		const id = typeof entry === 'string' ? entry.trim().toLowerCase() : entry;
		if (id === '' && typeof value === 'string') continue;
		if (typeof id !== 'string' || !UUID.test(id)) {
			throw new InputError(
				`${label}: ${show(entry)} is not an agent ID`,
				'An agent ID looks like 7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413. Choose the agent from the list, or copy its ID from the Ultravox console.',
			);
		}
		ids.add(id);
	}
	return refuseTooMany([...ids], label);
}

/**
 * Applies additions and removals to a stored list.
 *
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
	return refuseTooMany([...kept, ...added], 'Add Allowed Agents');
}

function refuseTooMany(ids: string[], label: string): string[] {
	if (ids.length <= MOST_AGENTS) return ids;
	throw new InputError(
		`${label}: the list would have ${ids.length} agents, and ${MOST_AGENTS} is the most`,
		'Allow fewer agents, or turn on Allow All Agents.',
	);
}
