import type { INodeProperties } from 'n8n-workflow';
import { includeSecretsOption } from '../calls/output';
import { simplifyField } from '../fields/returnAll';
import { locator } from '../fields/locators';
import { commonOptions } from '../engine/requestOptions';

/** Seconds between a delivery's timestamp and this n8n's clock that are let pass, both ways. */
export const DEFAULT_TOLERANCE = 300;

const forEndedCalls = { show: { '/events': ['call.ended'] } };

const [retries, timeout] = commonOptions;

/** What the user sets. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['call.ended'],
		description: 'What starts the workflow',
		options: [
			{
				name: 'Call Billed',
				value: 'call.billed',
				description: 'What the call costs is settled',
			},
			{
				name: 'Call Ended',
				value: 'call.ended',
				description: 'The call is over, or nobody answered in time',
			},
			{
				name: 'Call Joined',
				value: 'call.joined',
				description: 'Somebody answered',
			},
			{
				name: 'Call Started',
				value: 'call.started',
				description: 'A call was created',
			},
		],
	},
	locator('agent', {
		required: false,
		description: 'Only calls of this agent start the workflow',
		hint: 'Leave empty for the calls of all agents',
	}),
	simplifyField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Ignore Duplicates',
				name: 'ignoreDuplicates',
				type: 'boolean',
				default: true,
				description:
					'Whether the workflow starts only once for an event of a call, however often Ultravox delivers it',
			},
			includeSecretsOption,
			{
				displayName: 'Include Transcript',
				name: 'includeTranscript',
				type: 'boolean',
				default: false,
				description: 'Whether to add what was said when a call has ended',
				displayOptions: forEndedCalls,
			},
			{
				displayName: 'Keep Previous Secret',
				name: 'keepPreviousSecret',
				type: 'boolean',
				default: true,
				description:
					'Whether events signed with the secret before the last change of Secret Version are still let in. Turn it off, and publish the workflow again, once nothing is signed with it any more.',
			},
			retries,
			{
				displayName: 'Secret Version',
				name: 'secretVersion',
				type: 'number',
				default: 1,
				description:
					'Change this number, and publish the workflow again, to let Ultravox sign with a new secret',
			},
			timeout,
			{
				displayName: 'Timestamp Tolerance',
				name: 'timestampTolerance',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 86400 },
				default: DEFAULT_TOLERANCE,
				description:
					'How many seconds the time that Ultravox has signed may differ from the clock of this n8n',
			},
			{
				displayName: 'Wait for Summary',
				name: 'summaryWait',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 600 },
				default: 60,
				description:
					'How many seconds to wait at most for the summary when a call has ended. If there is none by then, the workflow goes on without it.',
				displayOptions: forEndedCalls,
			},
		],
	},
];
