import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { partiesOf } from '../calls/parties';
import { simplifyCall, type CallStatus } from '../calls/simplify';
import type { ParameterReader } from '../fields/parameters';
import { readSimplify } from '../fields/returnAll';
import { switchOf } from '../fields/switches';
import { isRecord } from '../util/guards';
import type { Batch } from './batchApi';
import { KEPT_FIELDS, ROW_ID } from './metadataNames';

/** Where a batch stands. The API gives no such field. */
export type BatchStatus = 'waiting' | 'running' | 'paused' | 'ended';

/** How a batch is to be shown. */
export interface BatchView {
	simplify: boolean;
	includeSecret: boolean;
}

const INCLUDE_SECRET = 'includeWebhookSecret';

/** Entry for the Options of operations that answer with a batch. */
export const includeSecretOption: INodeProperties = {
	displayName: 'Include Webhook Secret',
	name: INCLUDE_SECRET,
	type: 'boolean',
	default: false,
	description:
		'Whether the output holds the secret that the webhook of the batch is signed with. It is then readable in the execution.',
};

/**
 * Reads Simplify (default on) and Include Webhook Secret (default off).
 *
 * @param itemIndex zero-based index of the item
 * @throws InputError when one is neither on nor off
 */
export function readView(fns: ParameterReader, itemIndex: number): BatchView {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		simplify: readSimplify(fns, itemIndex),
		includeSecret: switchOf(options, INCLUDE_SECRET, false, includeSecretOption.displayName),
	};
}

/**
 * Tells where a batch stands.
 *
 * @param batch as the API answers it
 * @param now milliseconds since 1970
 * @returns `waiting`: its window has not begun; `running`: calls are being made; `paused`; `ended`: all rows are through
 */
export function batchStatus(batch: IDataObject, now: number): BatchStatus {
	if (typeof batch.endedAt === 'string') return 'ended';
	if (batch.paused === true) return 'paused';
	const { windowStart } = batch;
	return typeof windowStart === 'string' && Date.parse(windowStart) > now ? 'waiting' : 'running';
}

/**
 * Makes the output for a batch.
 *
 * @param batch as the API answers it
 * @param agentId whose batch; the API does not repeat it, and every other operation on the batch needs it
 */
export function showBatch(batch: Batch, agentId: string, view: BatchView): IDataObject {
	const { webhookSecret, ...open } = batch;
	const secret = view.includeSecret ? { webhookSecret: webhookSecret ?? null } : {};
	if (!view.simplify) {
		const hidden = webhookSecret ? { webhookSecret: '***' } : {};
		return { agentId, ...open, ...hidden, ...secret };
	}
	return {
		status: batchStatus(batch, Date.now()),
		totalCount: batch.totalCount ?? null,
		completedCount: batch.completedCount ?? null,
		created: batch.created ?? null,
		windowStart: batch.windowStart ?? null,
		windowEnd: batch.windowEnd ?? null,
		endedAt: batch.endedAt ?? null,
		throttle: batch.throttle ?? null,
		...secret,
		batchId: batch.batchId,
		agentId,
	};
}

/** What has become of a row that was not called. */
const NOT_CALLED: Record<string, { status: RowStatus; outcome: string | null }> = {
	FUTURE: { status: 'waiting', outcome: null },
	PENDING: { status: 'waiting', outcome: null },
	EXPIRED: { status: 'expired', outcome: 'Not called: the window ended before its turn' },
	ERROR: { status: 'failed', outcome: 'Not called: Ultravox could not create the call' },
};

const OUTCOMES: Record<string, string> = {
	unjoined: 'Nobody answered',
	hangup: 'The other side hung up',
	agent_hangup: 'The agent hung up',
	timeout: 'The call reached its longest duration',
	connection_error: 'The connection was lost',
	system_error: 'Ultravox had a failure',
};

/** Where a row stands: not called (yet), called and nothing more is known, or where its call stands. */
export type RowStatus = 'waiting' | 'expired' | 'failed' | 'called' | CallStatus;

/**
 * Makes the line for a row of a batch: what was kept of the input, whom, what came of it.
 *
 * @param row a scheduled call as the API answers it
 */
export function simplifyScheduledCall(row: IDataObject): IDataObject {
	const { status, callId, error, batchId, metadata, templateContext } = row;
	const known = Object.hasOwn(NOT_CALLED, String(status)) ? NOT_CALLED[String(status)] : undefined;
	return {
		rowId: rowIdOf(row),
		...keptOf(row),
		to: partiesOf(row).to,
		status: known?.status ?? 'called',
		outcome: (status === 'ERROR' && error) || (known?.outcome ?? null),
		endReason: null,
		duration: null,
		shortSummary: null,
		summary: null,
		error: error ?? null,
		templateContext: templateContext ?? {},
		metadata: metadata ?? {},
		callId: callId ?? null,
		batchId: batchId ?? null,
	};
}

/**
 * Picks what a row's output takes from the call that was made of the row.
 *
 * @param call as the API answers it
 */
export function outcomeOf(call: IDataObject): IDataObject {
	const { status, endReason, duration, shortSummary, summary } = simplifyCall(call);
	const reason = String(endReason);
	const outcome = endReason === null ? null : (OUTCOMES[reason] ?? reason);
	return { status, outcome, endReason, duration, shortSummary, summary };
}

/**
 * Makes the simplified form of a call that a batch made, with the ID of its row and the fields that were kept with it.
 *
 * @param call as the API answers it
 */
export function simplifyCreatedCall(call: IDataObject): IDataObject {
	return { rowId: rowIdOf(call), ...keptOf(call), ...simplifyCall(call) };
}

/** Names that Get Calls itself uses; no field of the input can be kept under them. */
export const LINE_NAMES: ReadonlySet<string> = new Set([
	...Object.keys(simplifyScheduledCall({})),
	...Object.keys(simplifyCreatedCall({})),
]);

/**
 * Reads the Row ID that the call was given when the batch was created.
 *
 * @param call a call or a row of a batch, as the API answers it
 * @returns null for a batch that this node did not create
 */
export function rowIdOf(call: IDataObject): string | null {
	return textIn(call, ROW_ID);
}

/** The fields of the input that were kept with the row; null where the row had nothing in one. */
function keptOf(call: IDataObject): IDataObject {
	const names = textIn(call, KEPT_FIELDS)?.split('\n') ?? [];
	return Object.fromEntries(names.map((name) => [name, textIn(call, name)]));
}

function textIn({ metadata }: IDataObject, name: string): string | null {
	const value = isRecord(metadata) && Object.hasOwn(metadata, name) ? metadata[name] : undefined;
	return typeof value === 'string' ? value : null;
}
