import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { simplifyCall } from '../calls/simplify';
import type { ParameterReader } from '../fields/parameters';
import { readSimplify } from '../fields/returnAll';
import { isRecord } from '../util/guards';
import type { Batch } from './batchApi';
import { ROW_ID } from './create/readRow';

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

/** Reads Simplify and Include Webhook Secret. */
export function readView(fns: ParameterReader, itemIndex: number): BatchView {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		simplify: readSimplify(fns, itemIndex),
		includeSecret: isRecord(options) && options[INCLUDE_SECRET] === true,
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
		batchId: batch.batchId,
		agentId,
		status: batchStatus(batch, Date.now()),
		totalCount: batch.totalCount ?? null,
		completedCount: batch.completedCount ?? null,
		created: batch.created ?? null,
		windowStart: batch.windowStart ?? null,
		windowEnd: batch.windowEnd ?? null,
		endedAt: batch.endedAt ?? null,
		throttle: batch.throttle ?? null,
		...secret,
	};
}

/** Makes the simplified form of a row of a batch; `status` stays as the API has it. */
export function simplifyScheduledCall(call: IDataObject): IDataObject {
	const { status, callId, error, batchId, metadata, templateContext } = call;
	return {
		rowId: rowIdOf(call),
		status: status ?? null,
		callId: callId ?? null,
		error: error ?? null,
		to: calledSide(call.medium),
		batchId: batchId ?? null,
		templateContext: templateContext ?? {},
		metadata: metadata ?? {},
	};
}

/** Makes the simplified form of a call that a batch made, with the ID of its row. */
export function simplifyCreatedCall(call: IDataObject): IDataObject {
	return { rowId: rowIdOf(call), ...simplifyCall(call) };
}

/** The ID that the row was given when the batch was created; null for a batch made elsewhere. */
export function rowIdOf(call: IDataObject): string | null {
	const { metadata } = call;
	const id = isRecord(metadata) ? metadata[ROW_ID] : undefined;
	return typeof id === 'string' ? id : null;
}

function calledSide(medium: unknown): string | null {
	for (const settings of isRecord(medium) ? Object.values(medium) : []) {
		const outgoing = isRecord(settings) ? settings.outgoing : undefined;
		if (isRecord(outgoing) && typeof outgoing.to === 'string') return outgoing.to;
	}
	return null;
}
