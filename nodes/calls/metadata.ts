import { readKeyValues, refuseWithoutValue } from '../fields/keyValues';
import { checkSearchable } from '../fields/searchable';
import { InputError } from '../errors/inputError';
import { asJson, isMissing } from '../util/guards';
import { show } from '../fields/values';

const LABEL = 'Metadata';
/** The service keeps these names for itself. */
export const RESERVED = 'ultravox.';

/**
 * Reads the rows `metadata` and their JSON twin from a collection.
 *
 * @param given the collection's values
 * @param reservedNames names that the node writes itself, with the label of the field that they come from
 * @returns the pairs, every value as text, since the API takes nothing else; undefined when neither field was set
 * @throws InputError for a reserved name, or a value that is missing
 */
export function readMetadata(
	given: Record<string, unknown>,
	reservedNames: Readonly<Record<string, string>> = {},
): Record<string, string> | undefined {
	const pairs = readKeyValues(given, 'metadata', LABEL);
	if (!pairs) return undefined;
	return Object.fromEntries(
		Object.entries(pairs).map(([name, value]) => {
			if (name.startsWith(RESERVED)) {
				throw new InputError(
					`${LABEL}: the name ${show(name)} is reserved`,
					`Names that begin with "${RESERVED}" belong to Ultravox. Choose another one.`,
				);
			}
			if (Object.hasOwn(reservedNames, name)) {
				throw new InputError(
					`${LABEL}: the name "${name}" is used by this node`,
					`Use the field ${reservedNames[name]} for it.`,
				);
			}
			return [name, toText(value, name)];
		}),
	);
}

function toText(value: unknown, name: string): string {
	const text = typeof value === 'string' || isMissing(value) ? value : asJson(value);
	if (isMissing(text)) return refuseWithoutValue(LABEL, name);
	for (const part of [name, text]) checkSearchable(part, LABEL);
	return text;
}
