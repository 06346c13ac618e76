import { InputError } from '../errors/inputError';
import { isExpression } from '../fields/expressions';
import type { ParameterReader } from '../fields/parameters';
import { isDialled, type CallMedium } from './medium';
import { MEDIUM_FIELD_LABELS } from './mediumFields';

const ADVICE =
	'Drag the input field with the phone numbers into it. If one call is meant, turn on Execute Once under Settings. To call one number again and again on purpose, switch it to Expression and enter it in quotes: {{ "+15551234567" }}.';

/** A call for one input item, as far as it matters here. */
interface ItemToCall<Prepared> {
	/** Zero-based index of the item. */
	itemIndex: number;
	prepared: Prepared;
}

/**
 * Whether Ultravox would dial what stands in To as it is, without an expression.
 *
 * @param medium what was read for the item
 */
export function dialsFixedNumber(
	fns: Pick<ParameterReader, 'getNode'>,
	medium: CallMedium,
): boolean {
	return isDialled(medium) && !isExpression(fns, 'to');
}

/**
 * Refuses a number that stands in To as it is for several items: whoever forgot to drag the column there would have one
 * person called as often as the list has rows.
 *
 * @param items what passed its own checks
 * @param identity what makes several items one call, such as a key; undefined where each is a call of its own
 * @returns refusals by item index; none where one call at most would come of them
 */
export function refuseOneNumber<Prepared extends { dialsFixedNumber: boolean }>(
	items: Array<ItemToCall<Prepared>>,
	identity: (prepared: Prepared) => string | undefined,
): Map<number, InputError> {
	const fixed = items.filter(({ prepared }) => prepared.dialsFixedNumber);
	const calls = new Set(fixed.map(({ itemIndex, prepared }) => identity(prepared) ?? itemIndex));
	if (calls.size < 2) return new Map();
	const refusal = new InputError(
		`${MEDIUM_FIELD_LABELS.to}: one number stands here for ${calls.size} items, so it would be called ${calls.size} times`,
		ADVICE,
	);
	return new Map(fixed.map(({ itemIndex }) => [itemIndex, refusal]));
}
