import type { TelephonyProvider } from '../provider';

/** Telnyx: account fields as the Ultravox API names them, request fields as TeXML applications send them. */
export const telnyx: TelephonyProvider = {
	id: 'telnyx',
	label: 'Telnyx',
	resource: 'telnyxTelephonyConfig',
	credentialType: 'ultravoxTelnyxApi',
	account: [
		{
			name: 'accountSid',
			label: 'Account SID',
			description: 'The ID of the Telnyx account that owns the phone numbers',
			placeholder: 'e.g. 5f4e3d2c-1b0a-4c9d-8e7f-6a5b4c3d2e1f',
			secret: false,
		},
		{
			name: 'apiKey',
			label: 'API Key',
			description: 'An API key of the Telnyx account, used to place calls',
			placeholder: '',
			secret: true,
		},
		{
			name: 'publicKey',
			label: 'Public Key',
			description: 'The key by which Ultravox recognises requests that come from Telnyx',
			placeholder: '',
			secret: true,
		},
		{
			name: 'applicationSid',
			label: 'Application SID',
			description:
				'The ID of the TeXML application. Outgoing calls need an outbound voice profile in it that covers their destinations',
			placeholder: 'e.g. 2300000000000000001',
			secret: false,
			maxLength: 40,
		},
	],
	requestFields: [
		{ name: 'API Version (ApiVersion)', value: 'ApiVersion' },
		{ name: 'Call SID (CallSid)', value: 'CallSid', description: "Telnyx's ID of the call" },
		{ name: 'Call Status (CallStatus)', value: 'CallStatus' },
		{ name: 'Called Number (To)', value: 'To', description: 'The number that was called' },
		{
			name: 'Caller Name (CallerId)',
			value: 'CallerId',
			description: 'The display name of the caller, where there is one',
		},
		{
			name: 'Caller Number (From)',
			value: 'From',
			description: 'The number that calls, such as +15551234567',
		},
		{
			name: 'Connection (ConnectionId)',
			value: 'ConnectionId',
			description: 'The TeXML application that took the call',
		},
		{ name: 'Legacy Call SID (CallSidLegacy)', value: 'CallSidLegacy' },
		{ name: 'Telnyx Account SID (AccountSid)', value: 'AccountSid' },
	],
};
