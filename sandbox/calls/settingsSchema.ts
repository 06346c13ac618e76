import type { Schema } from '../schema';
import {
	anyObject,
	dateTime,
	duration,
	exactlyOne,
	filled,
	flag,
	integer,
	list,
	mapOf,
	number,
	object,
	oneOfNames,
	saying,
	text,
} from '../schema';
import { dataMessages, medium } from './mediumSchema';
import { selectedTool } from './toolsSchema';
import { externalVoice } from './voicesSchema';

export const messageMedium = oneOfNames([
	'MESSAGE_MEDIUM_UNSPECIFIED',
	'MESSAGE_MEDIUM_VOICE',
	'MESSAGE_MEDIUM_TEXT',
]);

const oneText = (schema: Schema): Schema =>
	saying('Only one of text and prompt may be set.', {
		...schema,
		not: { required: ['text', 'prompt'] },
	});

export const firstSpeakerSettings = exactlyOne({
	user: object({ fallback: oneText(object({ delay: duration, text: text(), prompt: text() })) }),
	agent: oneText(object({ uninterruptible: flag, text: text(), prompt: text(), delay: duration })),
});

export const inactivityMessages = list(
	object(
		{
			duration,
			message: filled(),
			endBehavior: oneOfNames([
				'END_BEHAVIOR_UNSPECIFIED',
				'END_BEHAVIOR_HANG_UP_SOFT',
				'END_BEHAVIOR_HANG_UP_STRICT',
			]),
		},
		['duration', 'message'],
	),
);

export const vadSettings = object({
	turnEndpointDelay: duration,
	minimumTurnDuration: duration,
	minimumInterruptionDuration: duration,
	frameActivationThreshold: number({ minimum: 0.1, maximum: 1 }),
});

export const dataConnection = object({
	websocketUrl: saying(
		'Enter a valid WebSocket URL.',
		text({ pattern: '^wss?://[^\\s]+$', examples: ['wss://example.com/data'] }),
	),
	audioConfig: object({
		sampleRate: integer({ minimum: 8000, maximum: 48000 }),
		channelMode: oneOfNames([
			'CHANNEL_MODE_UNSPECIFIED',
			'CHANNEL_MODE_MIXED',
			'CHANNEL_MODE_SEPARATED',
		]),
	}),
	dataMessages,
	headers: mapOf(text()),
});

/** Fields that agent templates, agent calls and direct calls share. */
export const sharedSettings: Record<string, Schema> = {
	medium,
	initialOutputMedium: messageMedium,
	joinTimeout: duration,
	maxDuration: duration,
	recordingEnabled: flag,
	firstSpeakerSettings,
	voice: filled(),
	voiceOverrides: externalVoice,
	dataConnection,
	retentionPolicy: oneOfNames([
		'CALL_RETENTION_POLICY_UNSPECIFIED',
		'CALL_RETENTION_POLICY_RETAIN',
		'CALL_RETENTION_POLICY_AUTO_DELETE',
	]),
	sharedSecrets: list(text({ minLength: 16, maxLength: 127 })),
};

/** Fields that agent templates and direct calls share: what the agent is. */
export const agentSettings: Record<string, Schema> = {
	systemPrompt: text(),
	temperature: number({ minimum: 0, maximum: 1 }),
	model: filled(),
	externalVoice,
	languageHint: text({ maxLength: 16 }),
	timeExceededMessage: text(),
	inactivityMessages,
	selectedTools: list(selectedTool),
	vadSettings,
};

/** Rules between the voice fields. */
export const voiceRules: Schema = {
	allOf: [
		saying('Only one of voice and externalVoice may be set.', {
			// `required` alone holds for null too, and `not` would then refuse it.
			not: { type: 'object', required: ['voice', 'externalVoice'] },
		}),
		saying('Only valid together with voice.', { dependencies: { voiceOverrides: ['voice'] } }),
	],
};

/** The settings of an agent, in requests and in answers. */
export const callTemplate: Schema = object(
	{
		...sharedSettings,
		...agentSettings,
		name: text({ maxLength: 64 }),
		created: dateTime,
		updated: dateTime,
		contextSchema: { ...anyObject, examples: [{ type: 'object' }] },
	},
	[],
	voiceRules,
);

/** The same as answered: secrets left out. */
export const callTemplateAnswer: Schema = (() => {
	const fields = { ...(callTemplate.properties as Record<string, Schema>) };
	delete fields.sharedSecrets;
	return object(fields, [], voiceRules);
})();
