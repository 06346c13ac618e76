import type { TelephonyProvider } from '../provider';

/** Plivo: account fields as the Ultravox API names them, request fields as Plivo sends them to an answer URL. */
export const plivo: TelephonyProvider = {
	id: 'plivo',
	label: 'Plivo',
	resource: 'plivoTelephonyConfig',
	credentialType: 'ultravoxPlivoApi',
	account: [
		{
			name: 'authId',
			label: 'Auth ID',
			description: 'The auth ID of the Plivo account that owns the phone numbers',
			placeholder: 'e.g. MAXXXXXXXXXXXXXXXXXX',
			secret: false,
		},
		{
			name: 'authToken',
			label: 'Auth Token',
			description: 'The auth token of the Plivo account',
			placeholder: '',
			secret: true,
		},
	],
	requestFields: [
		{
			name: 'A Leg Call (ALegUUID)',
			value: 'ALegUUID',
			description: 'Only with calls that Plivo placed',
		},
		{
			name: 'A Leg Request (ALegRequestUUID)',
			value: 'ALegRequestUUID',
			description: 'Only with calls that Plivo placed',
		},
		{ name: 'Call Status (CallStatus)', value: 'CallStatus' },
		{ name: 'Call UUID (CallUUID)', value: 'CallUUID', description: "Plivo's ID of the call" },
		{ name: 'Called Number (To)', value: 'To', description: 'The number that was called' },
		{
			name: 'Caller Number (From)',
			value: 'From',
			description: 'The number that calls, with country code and usually without a plus sign',
		},
		{ name: 'Direction (Direction)', value: 'Direction' },
		{
			name: 'Forwarded From (ForwardedFrom)',
			value: 'ForwardedFrom',
			description: 'The number that forwarded the call',
		},
	],
};
