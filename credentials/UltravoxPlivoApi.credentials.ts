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

const ORIGIN = 'https://api.plivo.com';

/** The Plivo account that is handed to Ultravox; it need not stand in a workflow then. */
export class UltravoxPlivoApi implements ICredentialType {
	name = 'ultravoxPlivoApi';

	displayName = 'Plivo for Ultravox API';

	icon = {
		light: 'file:../icons/ultravox.svg',
		dark: 'file:../icons/ultravox.dark.svg',
	} as const;

	documentationUrl = 'https://docs.ultravox.ai/telephony/telephony-platforms';

	properties: INodeProperties[] = [
		{
			displayName: 'Auth ID',
			name: 'authId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. MAXXXXXXXXXXXXXXXXXX',
			hint: 'On the first page of the <a href="https://console.plivo.com/dashboard/" target="_blank">Plivo console</a>',
		},
		{
			displayName: 'Auth Token',
			name: 'authToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Beside the Auth ID in the <a href="https://console.plivo.com/dashboard/" target="_blank">Plivo console</a>. Ultravox never shows it again.',
		},
		...allowedDomains('api.plivo.com'),
	];

	/** @throws InputError when the request goes anywhere but to Plivo */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const username = withoutBlanks(String(credentials.authId));
		const password = withoutBlanks(String(credentials.authToken));
		return { ...keepToOrigin(requestOptions, ORIGIN), auth: { username, password } };
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: ORIGIN,
			url: '=/v1/Account/{{ encodeURIComponent($credentials.authId.replace(/[\\s\\p{Cf}\\p{Cc}]/gu, "")) }}/',
			disableFollowRedirect: true,
		},
		// n8n reads both kinds of rules from one list; its type knows only lists of one kind.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Plivo did not accept this Auth ID and Auth Token. Copy both again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'Plivo does not know this Auth ID. Copy it from the Plivo console.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'auth_id',
					value: undefined,
					message: 'The answer did not come from Plivo. Check the network of this n8n.',
				},
			},
		] as IAuthenticateRuleResponseCode[],
	};
}
