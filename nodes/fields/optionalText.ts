import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { isExpression } from './expressions';
import type { ParameterReader } from './parameters';
import { readText } from './readers';

/**
 * Reads a text field of the panel that may be left empty. Empty is "not set"; an expression that finds nothing must not
 * pass for that.
 *
 * @param name parameter name
 * @param label the field's label
 * @returns the text as it was given; undefined for an empty one
 * @throws InputError when an expression gives no text
 */
export function readOptionalText(
	fns: Pick<ParameterReader, 'getNode' | 'getNodeParameter'>,
	name: string,
	itemIndex: number,
	label: string,
): string | undefined {
	const value: unknown = fns.getNodeParameter(name, itemIndex, '');
	const text = isMissing(value) ? '' : readText(value, label);
	if (text.trim() !== '') return text;
	if (!isExpression(fns, name)) return undefined;
	throw new InputError(
		`${label}: the expression gives no value for this item`,
		'Check the name of the input field, or clear the expression to leave this field out.',
	);
}
