import type { IDataObject } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';

/** A call as the API answers it. */
export type Call = IDataObject & { callId: string };

/** Path of all calls. */
export const CALLS = '/api/calls';

/** Path of one call below the base URL; an ID is a UUID, so it needs no encoding. */
export const callPath = (callId: string): string => `${CALLS}/${encodeURIComponent(callId)}`;

/** Whether the body of an answer is a call: an object with a `callId`. */
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
