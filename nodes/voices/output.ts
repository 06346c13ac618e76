import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import type { Voice } from './voiceApi';

const BILLING: Record<string, string> = {
	VOICE_BILLING_STYLE_INCLUDED: 'included',
	VOICE_BILLING_STYLE_EXTERNAL: 'external',
};

/**
 * Makes the item's JSON of a voice.
 *
 * @param voice as the API answers it; not changed
 * @param simplify whether to give a few fields, the same for every voice, or all of the API's. The headers that a voice
 *   of another service is asked with may log in there, so that they never come out
 */
export function voiceOutput(voice: Voice, simplify: boolean): IDataObject {
	if (!simplify) return withoutHeaders(voice);
	const { billingStyle } = voice;
	return {
		name: voice.name ?? null,
		language: voice.primaryLanguage ?? null,
		languageLabel: voice.languageLabel ?? null,
		description: voice.description ?? null,
		ownership: voice.ownership ?? null,
		billing: typeof billingStyle === 'string' ? (BILLING[billingStyle] ?? null) : null,
		provider: voice.provider ?? null,
		voiceId: voice.voiceId,
	};
}

function withoutHeaders(voice: Voice): IDataObject {
	const { definition } = voice;
	if (!isRecord(definition) || !isRecord(definition.generic)) return voice;
	const generic = { ...definition.generic } as IDataObject;
	delete generic.headers;
	return { ...voice, definition: { ...definition, generic } };
}
