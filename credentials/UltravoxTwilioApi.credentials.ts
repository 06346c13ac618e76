import type {
	IAuthenticateRuleResponseCode,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { allowedDomains, keepToOrigin } from '../nodes/client/authenticate';
import { withoutBlanks } from '../nodes/util/pasted';

const ORIGIN = 'https://api.twilio.com';

/** The Twilio account that is handed to Ultravox; it need not stand in a workflow then. */
export class UltravoxTwilioApi implements ICredentialType {
	name = 'ultravoxTwilioApi';

	displayName = 'Twilio for Ultravox API';

	icon = {
		light: 'file:../icons/ultravox.svg',
		dark: 'file:../icons/ultravox.dark.svg',
	} as const;

	documentationUrl = 'https://docs.ultravox.ai/telephony/telephony-platforms';

	properties: INodeProperties[] = [
		{
			displayName: 'Account SID',
			name: 'accountSid',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
			hint: 'On the first page of the <a href="https://console.twilio.com" target="_blank">Twilio console</a>',
		},
		{
			displayName: 'Auth Token',
			name: 'authToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Beside the Account SID in the <a href="https://console.twilio.com" target="_blank">Twilio console</a>. Ultravox never shows it again.',
		},
		...allowedDomains('api.twilio.com'),
	];

	/** @throws InputError when the request goes anywhere but to Twilio */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const username = withoutBlanks(String(credentials.accountSid));
		const password = withoutBlanks(String(credentials.authToken));
		return { ...keepToOrigin(requestOptions, ORIGIN), auth: { username, password } };
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: ORIGIN,
			url: '=/2010-04-01/Accounts/{{ encodeURIComponent($credentials.accountSid.replace(/[\\s\\p{Cf}\\p{Cc}]/gu, "")) }}.json',
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
