import type { INodeProperties } from 'n8n-workflow';
import { mediumFields } from '../../calls/medium';
import { contextJson, contextRows, metadataJson, metadataRows } from '../../calls/contextFields';
import { simplifyField } from '../../fields/returnAll';
import { locator } from '../../fields/locators';
import { includeSecretOption } from '../output';
import { settingFields } from '../../fields/setting';
import { BATCH_SETTINGS } from '../settings';
import { keepFieldsField } from './keptFields';
import { rowIdField, skipEarlierField } from './rowId';

const isWebhookUrl = ({ field }: { field: INodeProperties }) => field.name === 'webhookUrl';

/** Asked for where somebody else than Ultravox connects the call; two entries, since conditions only join with "and". */
const webhookUrls: INodeProperties[] = [
	{ medium: ['exotel', 'serverWebSocket', 'webRtc'] },
	{ medium: ['plivo', 'sip', 'telnyx', 'twilio'], connection: ['joinUrl'] },
].flatMap((show) =>
	BATCH_SETTINGS.filter(isWebhookUrl).map(({ field }) => ({ ...field, displayOptions: { show } })),
);

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
	rowIdField,
	keepFieldsField,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: settingFields(
			BATCH_SETTINGS.filter((setting) => !isWebhookUrl(setting)),
			[metadataRows, metadataJson, contextRows, contextJson],
		),
	},
	simplifyField,
];

/** Entries of Create for the Options collection. */
export const createOptions: INodeProperties[] = [includeSecretOption, skipEarlierField];
