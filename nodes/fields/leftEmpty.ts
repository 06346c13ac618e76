import { InputError } from '../errors/inputError';
import { isExpression } from './expressions';
import type { ParameterReader } from './parameters';
import { refuseNothing, type Decide } from './setting';

/** How to empty a field on purpose, for whoever only left it empty. */
export const EMPTY_ON_PURPOSE =
	'Fill it in, or remove it. To empty it on purpose, switch it to Expression and enter {{ "" }}.';

/**
 * Refuses fields that were added and left empty: nobody knows whether their values at Ultravox were to go. An expression
 * that gives an empty text says so.
 *
 * @param collection name of the parameter in which the fields stand
 */
export function refuseLeftEmpty(
	fns: Pick<ParameterReader, 'getNode'>,
	collection: 'additionalFields' | 'updateFields',
): Decide {
	return (value, field) => {
		const isEmpty = typeof value === 'string' && value.trim() === '';
		if (isEmpty && !isExpression(fns, collection, field.name)) {
			throw new InputError(`${field.displayName}: this field is empty`, EMPTY_ON_PURPOSE);
		}
		return refuseNothing(value, field);
	};
}
