import type { INodeProperties } from 'n8n-workflow';
import { labelsOf } from '../../fields/setting';
import { simplifyField } from '../../fields/returnAll';
import { createFields } from '../create/createFields';

const waitFields: INodeProperties[] = [
	{
		displayName:
			'The execution waits until Ultravox reports the end of the call, which has to reach this n8n from the internet. It waits for one call at a time: put Loop Over Items before this step for several, or use a call batch.',
		name: 'oneCallNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Limit Wait Time',
		name: 'limitWaitTime',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10080 },
		default: 90,
		description:
			'After how many minutes to go on although the end of the call was not reported; the output then has timedOut: true. That is noticed within a minute.',
	},
	{
		displayName: 'Include Transcript',
		name: 'includeTranscript',
		type: 'boolean',
		default: false,
		description: 'Whether the output also has what was said, as one text',
	},
];

/** Those of Create, and how long to wait for what. */
export const createAndWaitFields: INodeProperties[] = [
	...createFields.filter((field) => field !== simplifyField),
	...waitFields,
	simplifyField,
];

/** Labels of the fields in this file, for messages. */
export const WAIT_LABELS = labelsOf(waitFields, 'limitWaitTime', 'includeTranscript');
