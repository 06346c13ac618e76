import type { IDataObject } from 'n8n-workflow';
import { toSeconds } from '../fields/duration';
import { isRecord } from '../util/guards';
import { partiesOf } from './parties';

/** Where a call stands. The API gives no such field. */
export type CallStatus = 'created' | 'active' | 'ended' | 'unanswered';

/**
 * Tells where a call stands.
 *
 * @param call a Call as the API answers it
 * @returns `created`: nobody has joined yet; `active`: running; `ended`: over; `unanswered`: over, and nobody had joined
 */
export function callStatus(call: Record<string, unknown>): CallStatus {
	if (call.endReason === 'unjoined') return 'unanswered';
	if (typeof call.ended === 'string') return 'ended';
	return typeof call.joined === 'string' ? 'active' : 'created';
}

/**
 * Makes the simplified form of a call: who and whom, what came of it, then the rest, durations as numbers of seconds.
 *
 * @param call a Call as the API answers it (creation, read, lists, webhooks)
 * @returns the same fields for every call, null where there is no value (yet); `duration` is the time from joined to ended
 */
export function simplifyCall(call: Record<string, unknown>): IDataObject {
	const agent = isRecord(call.agent) ? call.agent : {};
	const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
	return {
		...partiesOf(call),
		status: callStatus(call),
		endReason: text(call.endReason),
		duration: secondsBetween(call.joined, call.ended),
		shortSummary: text(call.shortSummary),
		summary: text(call.summary),
		agentName: text(agent.name),
		created: text(call.created),
		joined: text(call.joined),
		ended: text(call.ended),
		billedDuration: toSeconds(call.billedDuration),
		maxDuration: toSeconds(call.maxDuration),
		recordingEnabled: call.recordingEnabled === true,
		metadata: isRecord(call.metadata) ? (call.metadata as IDataObject) : {},
		joinUrl: text(call.joinUrl),
		agentId: text(call.agentId) ?? text(agent.agentId),
		callId: text(call.callId),
	};
}

function secondsBetween(from: unknown, to: unknown): number | null {
	if (typeof from !== 'string' || typeof to !== 'string') return null;
	const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
	return Number.isFinite(seconds) ? Math.max(0, Number(seconds.toFixed(3))) : null;
}
