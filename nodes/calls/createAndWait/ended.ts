import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../../client/pagination';
import type { UltravoxApi } from '../../client/ultravoxApi';
import { ApiError } from '../../errors/apiError';
import { toResult } from '../../util/result';
import { callPath, type Call } from '../callApi';
import { toOutput } from '../output';
import { transcriptOf } from '../transcript';
import { withoutOwnCallback, type PendingCall } from './pending';

/** Whether a call is over; nobody having answered counts. */
export const hasEnded = (call: IDataObject): boolean => typeof call.ended === 'string';

/**
 * Makes the output for a call that is over.
 *
 * @param call as the API answers or delivers it
 * @returns the call, with `transcript` if it was asked for; null, and a warning, where Ultravox does not hand it over
 * @throws ApiError where asking for the transcript again may help
 */
export async function endedOutput(
	api: UltravoxApi,
	call: Call,
	pending: PendingCall,
): Promise<IDataObject> {
	const { isNew, includeTranscript } = pending;
	const output = { ...viewOf(call, pending), isNew, timedOut: false };
	if (!includeTranscript) return output;
	const path = `${callPath(call.callId)}/messages`;
	const read = await toResult(allPages(api, path, { mode: 'in_call' }, Infinity));
	if ('value' in read) return { ...output, transcript: transcriptOf(read.value, false) };
	// A key that was taken away, or messages that were deleted, do not come back by asking again.
	if (read.error instanceof ApiError && read.error.isPassing) throw read.error;
	const warnings = [
		'The transcript could not be read when the call ended. Look for it with Get Messages.',
	];
	return { ...output, transcript: null, warnings };
}

/** The call as the user wants to see it. */
export function viewOf(call: Call, { view }: Pick<PendingCall, 'view'>): IDataObject {
	return withoutOwnCallback(toOutput(call, view));
}
