import { effective } from '../agents/templates';
import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { postSigned } from '../webhooks/post';
import { checkMedium, isOutgoing } from '../calls/checks';
import { createCall } from '../calls/create';
import { showCall } from '../calls/show';
import type { ScheduledStatus, StoredBatch, StoredScheduledCall } from './store';
import { findThrottle, freeAt } from '../throttles/store';

/** Whether the row still waits for its turn. */
const isOpen = ({ status }: StoredScheduledCall) => status === 'FUTURE' || status === 'PENDING';

/** Lets every batch work through its rows until `now` (milliseconds). */
export async function runBatches(context: Context, now: number): Promise<void> {
	for (const batch of context.state.batches.values()) {
		if (batch.endedAt === null) await runBatch(context, batch, now);
	}
}

async function runBatch(context: Context, batch: StoredBatch, now: number): Promise<void> {
	const { state, switches } = context;
	const windowEnd = batch.windowEnd === null ? Infinity : Date.parse(batch.windowEnd);
	const until = Math.min(now, windowEnd);
	if (batch.nextAt <= now) setOpen(batch, 'PENDING');
	// A window that is over is over for a paused batch too.
	for (const row of batch.paused ? [] : batch.calls) {
		if (!isOpen(row)) continue;
		const throttle = batch.throttle === null ? undefined : findThrottle(state, batch.throttle);
		if (throttle) batch.nextAt = freeAt(throttle, batch.nextAt);
		if (batch.nextAt > until) break;
		throttle?.uses.push(batch.nextAt);
		await runRow(context, batch, row);
		batch.nextAt += 1000 / switches.batchCallsPerSecond;
	}
	if (now > windowEnd) setOpen(batch, 'EXPIRED');
	if (!batch.calls.some(isOpen)) {
		batch.endedAt = new Date(Math.min(batch.nextAt, until)).toISOString();
	}
}

function setOpen(batch: StoredBatch, status: ScheduledStatus): void {
	for (const row of batch.calls) if (isOpen(row)) row.status = status;
}

async function runRow(
	context: Context,
	batch: StoredBatch,
	row: StoredScheduledCall,
): Promise<void> {
	const agent = context.state.agents.get(batch.agentId);
	const fail = (error: string) => void Object.assign(row, { status: 'ERROR', error });
	if (!agent) return fail('The agent does not exist any more.');
	const medium = row.medium ?? (effective(agent).medium as JsonObject);
	if (Object.keys(checkMedium(context, medium)).length > 0) {
		return fail('The provider is not configured any more.');
	}
	const { metadata, templateContext, experimentalSettings } = row;
	const body = { medium, metadata, templateContext, experimentalSettings };
	const { batchId } = batch;
	const call = createCall(context, { agent, body, at: batch.nextAt, batchId });
	row.callId = call.callId;
	row.status = 'SUCCESS';
	if (isOutgoing(medium) || batch.webhookUrl === null || !context.switches.deliverWebhooks) return;
	const text = JSON.stringify({ event: 'call.started', call: showCall(context.state, call) });
	const status = await postSigned(context, batch.webhookUrl, text, [batch.webhookSecret]);
	if (status < 200 || status > 299) fail(`The webhook answered ${status}.`);
}

/** How many rows have been worked on: calls made, and rows that failed. */
export function completedCount({ calls }: StoredBatch): number {
	return calls.filter(({ status }) => status === 'SUCCESS' || status === 'ERROR').length;
}
