import type {
	IAuthenticateRuleResponseCode,
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** The Twilio account that is handed to Ultravox; it need not stand in a workflow then. */
export class UltravoxTwilioApi implements ICredentialType {
	name = 'ultravoxTwilioApi';

	displayName = 'Twilio for Ultravox API';

	icon = {
		light: 'file:../icons/ultravox.svg',
		dark: 'file:../icons/ultravox.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-ultravox/n8n-nodes-ultravox#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Account SID',
			name: 'accountSid',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
			hint: 'On the first page of the Twilio console',
		},
		{
			displayName: 'Auth Token',
			name: 'authToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Beside the Account SID in the Twilio console. Ultravox never shows it again.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			auth: {
				username: '={{ $credentials.accountSid.trim() }}',
				password: '={{ $credentials.authToken.trim() }}',
			},
		},
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: 'https://api.twilio.com',
			url: '=/2010-04-01/Accounts/{{ encodeURIComponent($credentials.accountSid.trim()) }}.json',
			disableFollowRedirect: true,
		},
		// n8n reads both kinds of rules from one list; its type knows only lists of one kind.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Twilio did not accept this Account SID and Auth Token. Copy both again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'Twilio does not know this Account SID. Copy it from the Twilio console.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'sid',
					value: undefined,
					message: 'The answer did not come from Twilio. Check the network of this n8n.',
				},
			},
		] as IAuthenticateRuleResponseCode[],
	};
}
