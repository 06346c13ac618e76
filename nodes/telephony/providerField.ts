import type { INodeProperties } from 'n8n-workflow';

/** Of whom a number is, where one operation or trigger serves all providers. */
export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Plivo', value: 'plivo' },
		{ name: 'Telnyx', value: 'telnyx' },
		{ name: 'Twilio', value: 'twilio' },
	],
	default: 'twilio',
	description: 'Where the phone number was rented; its credential stands at the top',
};
