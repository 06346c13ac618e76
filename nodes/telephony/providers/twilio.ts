import type { TelephonyProvider } from '../provider';

/** Twilio: account fields as the Ultravox API names them, request fields as Twilio's voice webhooks send them. */
export const twilio: TelephonyProvider = {
	id: 'twilio',
	label: 'Twilio',
	resource: 'twilioTelephonyConfig',
	credentialType: 'ultravoxTwilioApi',
	account: [
		{
			name: 'accountSid',
			label: 'Account SID',
			description: 'The SID of the Twilio account that owns the phone numbers',
			placeholder: 'e.g. ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
			secret: false,
			format: /^AC[0-9a-f]{32}$/i,
			formatHint:
				'A Twilio Account SID is the letters AC and 32 more characters, 0 to 9 and a to f. Copy it from the Twilio console.',
		},
		{
			name: 'authToken',
			label: 'Auth Token',
			description: 'The auth token of the Twilio account',
			placeholder: '',
			secret: true,
		},
	],
	requestFields: [
		{ name: 'API Version (ApiVersion)', value: 'ApiVersion' },
		{ name: 'Call SID (CallSid)', value: 'CallSid', description: "Twilio's ID of the call" },
		{ name: 'Call Status (CallStatus)', value: 'CallStatus' },
		{ name: 'Called Number (To)', value: 'To', description: 'The number that was called' },
		{ name: 'Caller City (FromCity)', value: 'FromCity' },
		{ name: 'Caller Country (FromCountry)', value: 'FromCountry' },
		{
			name: 'Caller Name (CallerName)',
			value: 'CallerName',
			description: "Only with Twilio's caller name lookup",
		},
		{
			name: 'Caller Number (From)',
			value: 'From',
			description: 'The number that calls, such as +15551234567',
		},
		{ name: 'Caller State (FromState)', value: 'FromState' },
		{ name: 'Caller ZIP Code (FromZip)', value: 'FromZip' },
		{ name: 'Direction (Direction)', value: 'Direction' },
		{
			name: 'Forwarded From (ForwardedFrom)',
			value: 'ForwardedFrom',
			description: 'The number that forwarded the call',
		},
		{ name: 'Parent Call SID (ParentCallSid)', value: 'ParentCallSid' },
		{
			name: 'Trust Level of the Caller Number (StirVerstat)',
			value: 'StirVerstat',
			description: 'What the phone network attests about the caller number',
		},
		{ name: 'Twilio Account SID (AccountSid)', value: 'AccountSid' },
		{ name: 'Called City (ToCity)', value: 'ToCity' },
		{ name: 'Called Country (ToCountry)', value: 'ToCountry' },
		{ name: 'Called State (ToState)', value: 'ToState' },
		{ name: 'Called ZIP Code (ToZip)', value: 'ToZip' },
	],
};
