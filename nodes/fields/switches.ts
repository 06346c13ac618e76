import { isRecord } from '../util/guards';
import type { ParameterReader } from './parameters';
import { readBoolean } from './values';

/**
 * Reads a switch of the node.
 *
 * @param name parameter name
 * @param itemIndex zero-based index of the item
 * @param usual what holds where the node does not have the parameter
 * @param label the field's label
 * @throws InputError for anything but a yes or no, also when an expression finds nothing
 */
export function readSwitch(
	fns: Pick<ParameterReader, 'getNodeParameter'>,
	name: string,
	itemIndex: number,
	usual: boolean,
	label: string,
): boolean {
	return readBoolean(fns.getNodeParameter(name, itemIndex, usual), label);
}

/**
 * Reads a switch of a collection, such as Options.
 *
 * @param given the collection's values
 * @param name the entry's name
 * @param usual what holds where the user did not add it
 * @param label the entry's label
 * @throws InputError as readSwitch
 */
export function switchOf(given: unknown, name: string, usual: boolean, label: string): boolean {
	return isRecord(given) && name in given ? readBoolean(given[name], label) : usual;
}
