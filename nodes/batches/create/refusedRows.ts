import { ApiError, type FieldLabels, type FieldMessage } from '../../errors/apiError';
import { MEDIUM_API_LABELS } from '../../calls/medium';
import { labelled } from '../../errors/messages';
import { rowNames } from '../../errors/itemErrors';
import type { PlannedCall } from './plan';

const PLACE = /^calls\.(\d+)\.?/;
const ROW_LABELS: FieldLabels = {
	...MEDIUM_API_LABELS,
	templateContext: 'Template Context',
	metadata: 'Metadata',
};

/** What the API said about single calls of a batch. */
export interface RefusedCalls {
	/** The refusal with the names of rows in the place of positions in `calls`, the same sentence once. */
	failure: ApiError;
	/** What was said about each call that it names. */
	byCall: Map<PlannedCall, string>;
}

/**
 * Finds the rows in a refusal of a whole batch.
 *
 * @param failure what the API said
 * @param calls what was sent, in that order
 */
export function findRefusedCalls(failure: ApiError, calls: PlannedCall[]): RefusedCalls {
	const byCall = new Map<PlannedCall, string>();
	const rowsByText = new Map<string, number[]>();
	const others: FieldMessage[] = [];
	for (const message of failure.facts.messages ?? []) {
		const call = calls[Number(PLACE.exec(message.path)?.[1])];
		if (!call) {
			others.push(message);
			continue;
		}
		const text = labelled({ ...message, path: message.path.replace(PLACE, '') }, ROW_LABELS);
		const before = byCall.get(call);
		byCall.set(call, before === undefined ? text : `${before} · ${text}`);
		rowsByText.set(text, [...(rowsByText.get(text) ?? []), ...call.itemIndexes]);
	}
	if (byCall.size === 0) return { failure, byCall };
	const named = [...rowsByText].map(([text, rows]) => ({
		path: '',
		text: `${rowNames(rows)}: ${text}`,
	}));
	return {
		failure: new ApiError({ ...failure.facts, messages: [...others, ...named] }),
		byCall,
	};
}
