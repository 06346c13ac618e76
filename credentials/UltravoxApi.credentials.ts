import type {
	IAuthenticateRuleResponseCode,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { addApiKey, allowedDomains, BASE_URL_OF_CREDENTIAL } from '../nodes/client/authenticate';
import { DEFAULT_BASE_URL } from '../nodes/client/baseUrl';

/** The API key of an Ultravox account, and where its API is. */
export class UltravoxApi implements ICredentialType {
	name = 'ultravoxApi';

	displayName = 'Ultravox API';

	icon = {
		light: 'file:../icons/ultravox.svg',
		dark: 'file:../icons/ultravox.dark.svg',
	} as const;

	documentationUrl = 'https://docs.ultravox.ai/gettingstarted/quickstart/apikeys';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. AbCd1234.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
			hint: 'Make one in the <a href="https://app.ultravox.ai/settings/" target="_blank">Ultravox console</a> under Settings, API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description:
				'Address of the Ultravox API. Change it only when you were told to. If the test says ENOTFOUND, there is no such host.',
		},
		...allowedDomains('api.ultravox.ai'),
	];

	/**
	 * Adds the key to a request. A function, because the expression of a generic authentication costs every request half
	 * a millisecond.
	 *
	 * @throws InputError when the request goes anywhere but to the credential's own origin, or in the open
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return addApiKey(credentials, requestOptions);
	}

	/**
	 * Where no answer comes, n8n shows the bare code of the network (ENOTFOUND). Its rules are asked about answers only, and
	 * a test that is a function of the node has no other request helper than one that the lint for community nodes forbids.
	 */
	test: ICredentialTestRequest = {
		request: {
			// A place holder: `authenticate` puts the Base URL there, so that one rule says what that means.
			baseURL: BASE_URL_OF_CREDENTIAL,
			url: '/api/accounts/me',
			disableFollowRedirect: true,
		},
		// n8n reads both kinds of rules from one list; its type knows only lists of one kind.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Ultravox did not accept this API key. Copy a current key from the Ultravox console.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Ultravox knows this API key, but it may not read the account. Give it the permission in the Ultravox console.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Ultravox API at this address. Check the Base URL.',
				},
			},
			...[301, 302, 303, 307, 308].map((value) => ({
				type: 'responseCode' as const,
				properties: {
					value,
					message:
						'This address redirects to another one, and the API key is not sent there. Check the Base URL.',
				},
			})),
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'accountId',
					value: undefined,
					message:
						'Something answers at this address, but not the Ultravox API. Check the Base URL.',
				},
			},
		] as IAuthenticateRuleResponseCode[],
	};
}
