import type { Schema } from '../schema';
import {
	anyObject,
	exactlyOne,
	filled,
	flag,
	integer,
	list,
	mapOf,
	number,
	object,
	oneOfNames,
	text,
} from '../schema';

const generic = object({
	url: filled(),
	headers: mapOf(text()),
	body: anyObject,
	responseSampleRate: integer({ minimum: 1 }),
	responseWordsPerMinute: integer({ minimum: 1 }),
	responseMimeType: text(),
	jsonAudioFieldPath: text(),
	jsonByteEncoding: oneOfNames([
		'JSON_BYTE_ENCODING_UNSPECIFIED',
		'JSON_BYTE_ENCODING_BASE64',
		'JSON_BYTE_ENCODING_HEX',
	]),
});

/** A voice of a provider, for `externalVoice` and `voiceOverrides`. */
export const externalVoice: Schema = exactlyOne({
	elevenLabs: object({
		voiceId: text(),
		model: text(),
		speed: number(),
		useSpeakerBoost: flag,
		style: number(),
		similarityBoost: number(),
		stability: number(),
		pronunciationDictionaries: list(object({ dictionaryId: text(), versionId: text() })),
		optimizeStreamingLatency: integer(),
		maxSampleRate: integer(),
		enableSsmlParsing: flag,
	}),
	cartesia: object({
		voiceId: text(),
		model: text(),
		speed: number(),
		emotion: text(),
		emotions: list(text()),
		generationConfig: object({
			volume: number(),
			speed: number(),
			emotion: text(),
			pronunciationDictId: text(),
		}),
	}),
	lmnt: object({ voiceId: text(), model: text(), speed: number(), conversational: flag }),
	google: object({ voiceId: text(), speakingRate: number() }),
	inworld: object({
		voiceId: text(),
		modelId: text(),
		speakingRate: number(),
		temperature: number(),
		applyTextNormalization: flag,
	}),
	respeecher: object({
		voiceId: text(),
		model: text(),
		seed: integer(),
		temperature: number(),
		topK: integer(),
		topP: number(),
		minP: number(),
		presencePenalty: number(),
		repetitionPenalty: number(),
		frequencyPenalty: number(),
	}),
	generic,
});
