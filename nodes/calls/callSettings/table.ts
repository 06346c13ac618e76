import type { Setting } from '../../fields/setting';
import { choosable } from '../../fields/choosable';
import { template } from '../../fields/template';
import { readBoolean } from '../../fields/values';
import { firstSpeakerField, readFirstSpeaker } from './firstSpeaker';
import {
	readNumber,
	readChoice,
	readRequiredText,
	readSeconds,
	readSomeSeconds,
	readText,
} from '../../fields/readers';
import { inactivityField, readInactivity } from './inactivity';

const VAD = 'vadSettings';

/** Settings that agents, calls with an agent and calls with a prompt of their own have. */
export const CALL_SETTINGS: Setting[] = [
	{ field: firstSpeakerField, read: readFirstSpeaker },
	{
		field: {
			displayName: 'Initial Output',
			name: 'initialOutputMedium',
			type: 'options',
			options: [
				{ name: 'Text', value: 'MESSAGE_MEDIUM_TEXT' },
				{ name: 'Voice', value: 'MESSAGE_MEDIUM_VOICE' },
			],
			default: 'MESSAGE_MEDIUM_VOICE',
			description: 'Whether the agent begins by speaking or by writing',
		},
		read: readChoice('MESSAGE_MEDIUM_VOICE', 'MESSAGE_MEDIUM_TEXT'),
	},
	{
		field: {
			displayName: 'Join Timeout',
			name: 'joinTimeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			description:
				'How many seconds a call waits for somebody to join. On the phone this includes the ringing.',
		},
		read: readSomeSeconds,
	},
	{
		field: {
			displayName: 'Maximum Duration',
			name: 'maxDuration',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 3600,
			description: 'How many seconds a call may last',
		},
		read: readSomeSeconds,
	},
	{
		field: {
			displayName: 'Record',
			name: 'recordingEnabled',
			type: 'boolean',
			default: false,
			description: 'Whether calls are recorded',
		},
		read: readBoolean,
	},
	{
		field: {
			displayName: 'Retention',
			name: 'retentionPolicy',
			type: 'options',
			options: [
				{ name: 'Delete After the Call', value: 'CALL_RETENTION_POLICY_AUTO_DELETE' },
				{ name: 'Keep', value: 'CALL_RETENTION_POLICY_RETAIN' },
			],
			default: 'CALL_RETENTION_POLICY_RETAIN',
			description:
				'What happens to the data of a call after its end. Ultravox has to enable this for the account.',
		},
		read: readChoice('CALL_RETENTION_POLICY_RETAIN', 'CALL_RETENTION_POLICY_AUTO_DELETE'),
	},
	{
		field: choosable({
			displayName: 'Voice',
			name: 'voice',
			search: 'searchVoices',
			otherwise: 'By Name or ID',
			placeholder: 'e.g. Mark',
			description: 'The voice to speak with; search by name, or by language, such as de-DE',
		}),
		read: readRequiredText,
	},
];

/** Further settings that only agents and calls with a prompt of their own have. */
export const AGENT_SETTINGS: Setting[] = [
	{ field: inactivityField, read: readInactivity },
	{
		field: template({
			displayName: 'Language',
			name: 'languageHint',
			type: 'string',
			default: '',
			placeholder: 'e.g. pt-BR',
			description: 'Language code that guides hearing and speaking',
		}),
		read: readText,
	},
	{
		field: choosable({
			displayName: 'Model',
			name: 'model',
			search: 'searchModels',
			otherwise: 'By Name',
			placeholder: 'e.g. ultravox-v0.7',
			description: 'The model that the agent thinks with',
		}),
		read: readRequiredText,
	},
	{
		field: {
			displayName: 'Temperature',
			name: 'temperature',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0,
			description: 'How freely the agent words its answers, from 0 to 1',
		},
		read: readNumber(0, 1),
	},
	{
		field: template({
			displayName: 'Time Exceeded Message',
			name: 'timeExceededMessage',
			type: 'string',
			default: '',
			placeholder: 'e.g. Our time is up. Goodbye!',
			description: 'What the agent says before it hangs up at the maximum duration',
		}),
		read: readText,
	},
	{
		field: {
			displayName: 'Turn: Interruption',
			name: 'minimumInterruptionDuration',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0.09,
			description: 'How many seconds the user has to speak to interrupt the agent',
		},
		read: readSeconds,
		parent: VAD,
	},
	{
		field: {
			displayName: 'Turn: Minimum',
			name: 'minimumTurnDuration',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0,
			description:
				'How many seconds the user has to speak to be heard at all. More helps in noise.',
		},
		read: readSeconds,
		parent: VAD,
	},
	{
		field: {
			displayName: 'Turn: Pause',
			name: 'turnEndpointDelay',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0.384,
			description:
				'How many seconds of silence end the turn of the user. More keeps the agent from cutting in.',
		},
		read: readSeconds,
		parent: VAD,
	},
	{
		field: {
			displayName: 'Turn: Threshold',
			name: 'frameActivationThreshold',
			type: 'number',
			typeOptions: { minValue: 0.1, maxValue: 1, numberPrecision: 2 },
			default: 0.1,
			description: 'How sure it has to be that a sound is speech, from 0.1 to 1',
		},
		read: readNumber(0.1, 1),
		parent: VAD,
	},
];
