import type { INodeProperties } from 'n8n-workflow';
import type { FieldLabels } from '../../errors/apiError';
import { AGENT_SETTINGS, CALL_SETTINGS } from '../callSettings/table';
import { choosable } from '../../fields/choosable';
import { labelsOf, settingFields, settingLabels } from '../../fields/setting';
import { includeSecretsOption } from '../output';
import { MEDIUM_API_LABELS, mediumFields } from '../medium';
import {
	CONTEXT_LABEL,
	contextJson,
	contextRows,
	metadataJson,
	metadataRows,
} from '../contextFields';
import { simplifyField } from '../../fields/returnAll';
import { locator } from '../../fields/locators';
import { template } from '../../fields/template';
import { MESSAGE_AND_CALLBACK_LABELS, messagesAndCallbacksFields } from './messagesAndCallbacks';

const onlyFor = (callSource: string, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { '/callSource': [callSource] } },
});

const more: INodeProperties[] = [
	onlyFor('agent', contextRows),
	onlyFor('agent', contextJson),
	metadataRows,
	metadataJson,
	...messagesAndCallbacksFields,
	choosable({
		displayName: 'Call Throttle',
		name: 'throttle',
		search: 'searchThrottles',
		otherwise: 'By Name or ID',
		placeholder: 'e.g. after-hours',
		description: 'A call throttle of the account that limits this call, too',
	}),
	{
		displayName: 'Deduplication Key',
		name: 'deduplicationKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. reminder-{{ $json.appointmentId }}',
		description:
			'Something that names this call for good. It is stored with the call and looked up before dialling: when the workflow runs again, or two items have the same key, the call that is there comes back and nobody is dialled twice.',
	},
	template({
		displayName: 'Further Settings (JSON)',
		name: 'settingsJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "dataConnection": { "websocketUrl": "wss://example.com" } }',
		description:
			'Settings that have no field here, under the names of the Ultravox API, such as toolOverrides or voiceOverrides. A field of this step wins over the same setting in here.',
	}),
	onlyFor('prompt', {
		displayName: 'Continue Call',
		name: 'priorCallId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413',
		description:
			'ID of an earlier call whose settings and conversation the new one goes on with. What you set here wins.',
	}),
	onlyFor('prompt', {
		displayName: 'Greeting Prompt',
		name: 'enableGreetingPrompt',
		type: 'boolean',
		default: true,
		description: 'Whether Ultravox asks the agent to greet when nothing has been said yet',
	}),
];

/** The fields of Create. */
export const createFields: INodeProperties[] = [
	{
		displayName: 'Call With',
		name: 'callSource',
		type: 'options',
		options: [
			{ name: 'Agent', value: 'agent', description: 'An agent that is set up in Ultravox' },
			{ name: 'Prompt', value: 'prompt', description: 'A prompt of its own, for this call only' },
		],
		default: 'agent',
		description: 'Who speaks with the other side',
	},
	locator('agent', {
		description: 'The agent that speaks',
		displayOptions: { show: { callSource: ['agent'] } },
	}),
	template({
		displayName: 'System Prompt',
		name: 'systemPrompt',
		type: 'string',
		typeOptions: { rows: 5 },
		required: true,
		default: '',
		placeholder: 'e.g. You remind people of their appointment. Be brief and friendly.',
		description: 'What the agent is and does in this call',
		displayOptions: { show: { callSource: ['prompt'] } },
	}),
	{
		displayName:
			'Write {{ $json.name }} for what differs from call to call. Variables such as {{customerName}} are sent as they stand, but only an agent has a Template Context to fill them in from.',
		name: 'variablesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { callSource: ['prompt'] } },
	},
	...mediumFields,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: settingFields(CALL_SETTINGS, [
			...AGENT_SETTINGS.map(({ field }) => onlyFor('prompt', field)),
			...more,
		]),
	},
	simplifyField,
];

/** Entries of Create for the Options collection. */
export const createOptions: INodeProperties[] = [
	includeSecretsOption,
	{
		displayName: 'Calls per Second',
		name: 'callsPerSecond',
		type: 'number',
		typeOptions: { minValue: 0.01, maxValue: 100, numberPrecision: 2 },
		default: 5,
		description:
			'How many calls to start in a second at most, all executions with the same API key together. Without this option it is 5, and 30 in a minute, which every plan of Ultravox allows.',
	},
];

/** Labels of the fields in this file, for messages. */
export const CREATE_LABELS = labelsOf(
	[...createFields, ...more, ...createOptions],
	'callSource',
	'systemPrompt',
	'settingsJson',
	'deduplicationKey',
	'throttle',
	'priorCallId',
	'enableGreetingPrompt',
	'callsPerSecond',
);

/** Labels for what the API may name when it is asked for a call. */
export const CREATE_API_LABELS: FieldLabels = {
	...settingLabels([...CALL_SETTINGS, ...AGENT_SETTINGS]),
	...MEDIUM_API_LABELS,
	...MESSAGE_AND_CALLBACK_LABELS,
	...CREATE_LABELS,
	templateContext: CONTEXT_LABEL,
	metadata: 'Metadata',
};
