import type { IDataObject } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';

/** A voice as the API answers it. */
export type Voice = IDataObject & { voiceId: string };

/** Path of all voices. */
export const VOICES = '/api/voices';

/** Path of one voice. */
export const voicePath = (voiceId: string): string => `${VOICES}/${encodeURIComponent(voiceId)}`;

/** Whether the body of an answer is a voice: an object with a `voiceId`. */
export function isVoice(body: unknown): body is Voice {
	return isRecord(body) && typeof body.voiceId === 'string';
}

/**
 * Reads one voice.
 *
 * @throws ApiError
 */
export async function readVoice(api: UltravoxApi, voiceId: string): Promise<Voice> {
	return (await api.send({
		method: 'GET',
		path: voicePath(voiceId),
		isExpected: isVoice,
	})) as Voice;
}
