import type { IDataObject } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';

/** A call as the API answers it. */
export type Call = IDataObject & { callId: string };

/** Path of all calls. */
export const CALLS = '/api/calls';

/** Path of one call. */
export const callPath = (callId: string): string => `${CALLS}/${encodeURIComponent(callId)}`;

/** Whether an answer is a call. */
export function isCall(body: unknown): body is Call {
	return isRecord(body) && typeof body.callId === 'string';
}

/**
 * Reads one call.
 *
 * @throws ApiError
 */
export async function readCall(api: UltravoxApi, callId: string): Promise<Call> {
	const call = await api.send({ method: 'GET', path: callPath(callId), isExpected: isCall });
	return markJoinUrlSecret(api, call as Call);
}

/** Keeps the join URL, with which anybody can join, out of messages. @returns the call */
export function markJoinUrlSecret(api: UltravoxApi, call: Call): Call {
	api.keepSecret(call.joinUrl);
	return call;
}
