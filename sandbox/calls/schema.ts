import {
	agentSettings,
	callTemplate,
	firstSpeakerSettings,
	inactivityMessages,
	messageMedium,
	sharedSettings,
	voiceRules,
} from './settingsSchema';
import { toolOverrides } from './toolsSchema';
import type { Schema } from '../schema';
import {
	anyObject,
	anything,
	dateTime,
	duration,
	filled,
	flag,
	httpUrl,
	integer,
	list,
	mapOf,
	number,
	object,
	oneOfNames,
	orNull,
	pageQuery,
	saying,
	text,
	uuid,
} from '../schema';
import { medium } from './mediumSchema';

const role = oneOfNames([
	'MESSAGE_ROLE_UNSPECIFIED',
	'MESSAGE_ROLE_USER',
	'MESSAGE_ROLE_AGENT',
	'MESSAGE_ROLE_TOOL_CALL',
	'MESSAGE_ROLE_TOOL_RESULT',
]);

const messageFields = {
	role,
	text: text(),
	invocationId: text(),
	toolName: text(),
	errorDetails: text(),
	medium: messageMedium,
	metadata: anyObject,
};

const callback = object({ url: httpUrl(), secrets: list(filled(120)) }, ['url']);
const callbackNames = ['joined', 'ended', 'billed'];
const perEvent = (schema: Schema) =>
	object(Object.fromEntries(callbackNames.map((name) => [name, schema])));

/** Metadata of a call: values are texts, keys under `ultravox.` are the service's. */
export const metadata = saying('Keys starting with "ultravox." are reserved.', {
	...mapOf(text()),
	propertyNames: saying('Keys starting with "ultravox." are reserved.', {
		pattern: '^(?!ultravox\\.)',
	}),
});

const perCall: Record<string, Schema> = {
	metadata,
	initialMessages: list(object(messageFields, ['role', 'text'])),
	callbacks: perEvent(callback),
	experimentalSettings: anyObject,
};

/** Body of `POST /api/agents/{agent_id}/calls`. */
export const agentCall = object(
	{
		...sharedSettings,
		...perCall,
		templateContext: anyObject,
		agentId: text(),
		toolOverrides,
	},
	[],
	saying('Only valid together with voice.', { dependencies: { voiceOverrides: ['voice'] } }),
);

/** Body of `POST /api/calls`. */
export const directCall = object(
	{ ...sharedSettings, ...agentSettings, ...perCall, initialState: anyObject },
	[],
	voiceRules,
);

const settings = callTemplate.properties as Record<string, Schema>;

const answered: Record<string, Schema> = {
	callId: uuid,
	clientVersion: orNull(text()),
	created: dateTime,
	joined: orNull(dateTime),
	ended: orNull(dateTime),
	endReason: orNull(
		oneOfNames([
			'unjoined',
			'hangup',
			'agent_hangup',
			'timeout',
			'connection_error',
			'system_error',
		]),
	),
	billedDuration: orNull(duration),
	billedSideInputTokens: orNull(integer()),
	billedSideOutputTokens: orNull(integer()),
	billingStatus: text({ pattern: '^BILLING_STATUS_[A-Z_]+$', examples: ['BILLING_STATUS_BILLED'] }),
	firstSpeaker: oneOfNames(['FIRST_SPEAKER_AGENT', 'FIRST_SPEAKER_USER']),
	firstSpeakerSettings,
	initialOutputMedium: oneOfNames(['MESSAGE_MEDIUM_VOICE', 'MESSAGE_MEDIUM_TEXT']),
	joinUrl: orNull(text({ pattern: '^wss://', examples: ['wss://voice.example.com/join'] })),
	shortSummary: orNull(text()),
	summary: orNull(text()),
	agent: orNull(object({ agentId: uuid, name: text() }, ['agentId', 'name'])),
	agentId: orNull(uuid),
	experimentalSettings: anything,
	metadata: mapOf(text()),
	initialState: anyObject,
	requestContext: anything,
	sipDetails: orNull(
		object(
			{
				billedDuration: orNull(duration),
				terminationReason: orNull(
					text({ pattern: '^SIP_TERMINATION_[A-Z_]+$', examples: ['SIP_TERMINATION_NORMAL'] }),
				),
			},
			['billedDuration', 'terminationReason'],
		),
	),
};

/** A call as answered. */
export const callAnswer = object(
	{
		...answered,
		inactivityMessages,
		joinTimeout: duration,
		languageHint: orNull(text()),
		maxDuration: duration,
		medium: orNull(medium),
		model: text(),
		recordingEnabled: flag,
		retentionPolicy: orNull(oneOfNames(['retain', 'auto_delete'])),
		systemPrompt: orNull(text()),
		temperature: number({ minimum: 0, maximum: 1 }),
		timeExceededMessage: orNull(text()),
		voice: orNull(text()),
		externalVoice: settings.externalVoice,
		voiceOverrides: settings.voiceOverrides,
		vadSettings: settings.vadSettings,
		dataConnectionConfig: settings.dataConnection,
		callbacks: perEvent(callback),
	},
	Object.keys(answered),
);

const span = object({ start: duration, end: duration });

/** A message as answered. */
export const messageAnswer = object(
	{
		...messageFields,
		callStageId: uuid,
		callStageMessageIndex: integer({ minimum: 0 }),
		callState: anyObject,
		timespan: span,
		wallClockTimespan: span,
	},
	['role', 'text'],
);

const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const instant = saying(
	'Enter a date or a date-time.',
	text({ pattern: `^${day}(T[0-9:.]{5,}(Z|[+-][0-9]{2}:[0-9]{2}))?$` }),
);
const timeOfDay = saying(
	'Time has wrong format. Use hh:mm:ss.',
	text({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$' }),
);

/** Query of `GET /api/calls`. */
export const callQuery: Schema = {
	...object({
		...pageQuery,
		sort: filled(),
		search: filled(),
		agentIds: saying('Must be valid UUIDs.', { anyOf: [uuid, list(uuid)] }),
		voiceId: uuid,
		fromDate: instant,
		toDate: instant,
		timeOfDayStart: timeOfDay,
		timeOfDayEnd: timeOfDay,
		durationMin: duration,
		durationMax: duration,
	}),
	patternProperties: { '^metadata\\..+$': text() },
};

const urgency = (names: string[]) => oneOfNames(names);

/** Bodies of `send_data_message`, by `type`. */
export const dataMessageTypes: Record<string, Schema> = {
	user_text_message: object(
		{ type: text(), text: filled(), urgency: urgency(['immediate', 'soon', 'later']) },
		['type', 'text'],
	),
	forced_agent_message: object(
		{
			type: text(),
			content: text(),
			toolCalls: list(object({ id: text(), name: filled(), arguments: anyObject }, ['name'])),
			uninterruptible: flag,
			urgency: urgency(['immediate', 'soon']),
		},
		['type'],
	),
	hang_up: object({ type: text(), message: text() }, ['type']),
};
