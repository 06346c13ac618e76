import type { INodeProperties } from 'n8n-workflow';
import { keyValueField, keyValueJsonField } from '../fields/keyValues';
import { labelsOf } from '../fields/setting';

/** Where Ultravox can dial through the account of a telephony configuration. */
export const PHONE_MEDIA = ['twilio', 'telnyx', 'plivo'];
/** Media that can be dialled or be connected by the user. */
const DIALABLE = [...PHONE_MEDIA, 'sip'];
/** Media on which a caller can press keys. */
const WITH_KEYPAD = [...PHONE_MEDIA, 'exotel'];

const PARAMS_PURPOSE =
	'Passed on to the provider as they are when it is asked to dial, such as statusCallback. Ultravox sets the address of the audio itself.';
const FROM_NUMBER =
	'The number that the called person sees; it has to belong to your account there';
const FROM_SIP = 'Who calls, as the other side sees it';
const paramsRows = keyValueField('Provider Parameters', 'additionalParams', PARAMS_PURPOSE);
const paramsJson = keyValueJsonField('Provider Parameters', 'additionalParams', PARAMS_PURPOSE);

const onlyFor = (field: INodeProperties, ...media: string[]): INodeProperties => ({
	...field,
	displayOptions: { show: { '/medium': media } },
});

/** Entries of the collection `mediumOptions`, each shown for the media that have it. */
const mediumOptions: INodeProperties[] = [
	onlyFor(
		{
			displayName: 'Client Buffer Size',
			name: 'clientBufferSizeMs',
			type: 'number',
			default: 60,
			description: 'How many milliseconds of audio your server holds before it plays them',
		},
		'serverWebSocket',
	),
	onlyFor(
		{
			displayName: 'Data Messages (JSON)',
			name: 'dataMessages',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "transcript": true }',
			description: 'Which data messages the other side gets',
		},
		'webRtc',
		'serverWebSocket',
	),
	onlyFor(
		{
			displayName: 'Input Sample Rate',
			name: 'inputSampleRate',
			type: 'number',
			default: 48000,
			description: 'Samples per second of the audio that your server sends',
		},
		'serverWebSocket',
	),
	onlyFor(
		{
			displayName: 'Key Press Message',
			name: 'dtmfText',
			type: 'string',
			default: '',
			placeholder: 'e.g. The caller pressed {digits}',
			description: 'What the agent is told when keys are pressed; {digits} stands for the keys',
		},
		...WITH_KEYPAD,
	),
	onlyFor(
		{
			displayName: 'Key Press Urgency',
			name: 'dtmfUrgency',
			type: 'options',
			options: [
				{ name: 'Immediate', value: 'URGENCY_IMMEDIATE' },
				{ name: 'Later', value: 'URGENCY_LATER' },
				{ name: 'Soon', value: 'URGENCY_SOON' },
			],
			default: 'URGENCY_IMMEDIATE',
			description: 'When the agent reacts to pressed keys',
		},
		...WITH_KEYPAD,
	),
	onlyFor(
		{
			displayName: 'Ignore Key Presses',
			name: 'dtmfIgnore',
			type: 'boolean',
			default: false,
			description: 'Whether the agent is not told which keys the caller presses',
		},
		...WITH_KEYPAD,
	),
	onlyFor(
		{
			displayName: 'Media Idle Timeout',
			name: 'mediaIdleTimeout',
			type: 'number',
			default: 30,
			description: 'After how many seconds without audio the call ends, at least 10',
		},
		'serverWebSocket',
	),
	onlyFor(
		{
			displayName: 'Output Sample Rate',
			name: 'outputSampleRate',
			type: 'number',
			default: 48000,
			description: 'Samples per second of the audio that your server gets',
		},
		'serverWebSocket',
	),
	onlyFor(paramsRows, ...PHONE_MEDIA),
	onlyFor(paramsJson, ...PHONE_MEDIA),
	onlyFor(
		{
			displayName: 'SIP Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password of the SIP account that Ultravox dials through',
		},
		'sip',
	),
	onlyFor(
		{
			displayName: 'SIP Username',
			name: 'username',
			type: 'string',
			default: '',
			description: 'The user of the SIP account that Ultravox dials through',
		},
		'sip',
	),
];

/** The fields that say how a call is connected: `medium`, `connection`, `to`, `from`, `mediumOptions`. */
export const mediumFields: INodeProperties[] = [
	{
		displayName: 'Medium',
		name: 'medium',
		type: 'options',
		options: [
			{ name: 'Exotel', value: 'exotel', description: 'Gives a join URL for your Exotel voicebot' },
			{ name: 'Plivo', value: 'plivo' },
			{
				name: 'Server WebSocket',
				value: 'serverWebSocket',
				description: 'Gives a join URL for your own server',
			},
			{ name: 'SIP', value: 'sip' },
			{ name: 'Telnyx', value: 'telnyx' },
			{ name: 'Twilio', value: 'twilio' },
			{
				name: 'WebRTC',
				value: 'webRtc',
				description: 'Gives a join URL for a web page or an app',
			},
		],
		default: 'twilio',
		description: 'How the other side is reached',
	},
	{
		displayName: 'Connection',
		name: 'connection',
		type: 'options',
		options: [
			{
				name: 'Ultravox Dials',
				value: 'outgoing',
				description: 'Calls the number below at once',
			},
			{
				name: 'You Connect',
				value: 'joinUrl',
				description: 'Gives a join URL to connect a call of your own to',
			},
		],
		default: 'outgoing',
		description:
			'Who places the call. For Ultravox to dial through a provider, its telephony config has to be set up.',
		displayOptions: { show: { medium: DIALABLE } },
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +15551234567',
		description:
			'The number to call, with country code; spaces, brackets, dots, hyphens and slashes do no harm. Twilio and Plivo take SIP addresses too, SIP takes nothing else, such as sip:name@carrier.example.',
		displayOptions: { show: { medium: DIALABLE, connection: ['outgoing'] } },
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +15559876543',
		description: FROM_NUMBER,
		displayOptions: { show: { medium: PHONE_MEDIA, connection: ['outgoing'] } },
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. sip:you@carrier.example',
		description: FROM_SIP,
		displayOptions: { show: { medium: ['sip'], connection: ['outgoing'] } },
	},
	{
		displayName: 'Medium Options',
		name: 'mediumOptions',
		type: 'collection',
		placeholder: 'Add medium option',
		default: {},
		options: mediumOptions,
	},
];

/** Labels by the fields' own names, for messages about what was filled in. */
export const MEDIUM_FIELD_LABELS = labelsOf(
	[...mediumFields, ...mediumOptions],
	'medium',
	'connection',
	'to',
	'from',
	'additionalParams',
	'dtmfText',
	'dtmfUrgency',
	'dtmfIgnore',
	'username',
	'password',
	'inputSampleRate',
	'outputSampleRate',
	'clientBufferSizeMs',
	'mediaIdleTimeout',
	'dataMessages',
);
