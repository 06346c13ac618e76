import { ApiFailure, type FieldMessage } from '../../shared/apiFailure';
import { MEDIUM_LABELS } from '../../shared/calls/media';
import { labelled } from '../../shared/errors';
import { rowNames } from '../../shared/rows';
import type { PlannedCall } from './plan';

const PLACE = /^calls\.(\d+)\.?/;
const ROW_LABELS = {
	...MEDIUM_LABELS,
	templateContext: 'Template Context',
	metadata: 'Metadata',
};

/**
 * Puts rows in the place of the positions in `calls` that the API's refusal names.
 *
 * @param failure what the API said to a batch
 * @param calls what was sent, in that order
 * @returns the same failure, where it names positions with the rows' names instead, the same sentence once
 */
export function nameRows(failure: ApiFailure, calls: PlannedCall[]): ApiFailure {
	const messages = failure.facts.messages ?? [];
	const others: FieldMessage[] = [];
	const byText = new Map<string, number[]>();
	for (const message of messages) {
		const call = calls[Number(PLACE.exec(message.path)?.[1])];
		if (!call) {
			others.push(message);
			continue;
		}
		const text = labelled(
			{ path: message.path.replace(PLACE, ''), text: message.text },
			ROW_LABELS,
		);
		byText.set(text, [...(byText.get(text) ?? []), ...call.itemIndexes]);
	}
	if (byText.size === 0) return failure;
	const named = [...byText].map(([text, rows]) => ({
		path: '',
		text: `${rowNames(rows)}: ${text}`,
	}));
	return new ApiFailure({ ...failure.facts, messages: [...others, ...named] });
}
