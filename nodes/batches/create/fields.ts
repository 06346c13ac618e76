import type { INodeProperties } from 'n8n-workflow';
import { mediumFields } from '../../calls/medium';
import { contextJson, contextRows, metadataJson, metadataRows } from '../../calls/contextFields';
import { simplifyField } from '../../fields/returnAll';
import { locator } from '../../fields/locators';
import { includeSecretOption } from '../output';
import { SKIP_EARLIER } from './readRow';
import { settingFields } from '../settings';

const { paused, throttle, webhookSecret, webhookUrl, windowEnd, windowStart } = settingFields;

/** Asked for where somebody else than Ultravox connects the call; two entries, since conditions only join with "and". */
const webhookUrls: INodeProperties[] = [
	{ medium: ['exotel', 'serverWebSocket', 'webRtc'] },
	{ medium: ['plivo', 'sip', 'telnyx', 'twilio'], connection: ['joinUrl'] },
].map((show) => ({ ...webhookUrl, displayOptions: { show } }));

/** The fields of Create, those of a call first. */
export const createFields: INodeProperties[] = [
	{
		displayName:
			'Each input item is one call of the batch. Use expressions for what differs from call to call.',
		name: 'allItemsNotice',
		type: 'notice',
		default: '',
	},
	locator('agent', {
		description:
			'The agent that talks. Items with different agents go into a batch for each agent.',
	}),
	...mediumFields,
	...webhookUrls,
	{
		displayName: 'Row ID',
		name: 'rowId',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.customerNumber }}',
		description:
			'What tells the rows apart for good, such as a customer number. Get Calls gives it back, so that what came of a call can be joined to its row, and with Skip Rows of Earlier Batches nobody is called twice. Without it each row gets an ID of this execution.',
	},
	{
		displayName: 'Fields to Keep',
		name: 'keepFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. name, customerNumber',
		description:
			'Names of fields of the input that Get Calls is to give back with each row, separated by commas. They are kept as text in the metadata of the calls at Ultravox, so name only what may be stored there.',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			throttle,
			metadataRows,
			metadataJson,
			paused,
			contextRows,
			contextJson,
			webhookSecret,
			windowEnd,
			windowStart,
		],
	},
	simplifyField,
];

/** Entries of Create for the Options collection. */
export const createOptions: INodeProperties[] = [
	includeSecretOption,
	{
		displayName: 'Skip Rows of Earlier Batches',
		name: SKIP_EARLIER,
		type: 'boolean',
		default: true,
		description:
			'Whether to leave out rows whose Row ID is in an earlier batch of the agent, so that running this again calls nobody twice. Rows that could not be called are not left out.',
	},
];
