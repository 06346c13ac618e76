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

const ORIGIN = 'https://api.telnyx.com';

/** The Telnyx account that is handed to Ultravox; it need not stand in a workflow then. */
export class UltravoxTelnyxApi implements ICredentialType {
	name = 'ultravoxTelnyxApi';

	displayName = 'Telnyx for Ultravox API';

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
			placeholder: 'e.g. 5f4e3d2c-1b0a-4c9d-8e7f-6a5b4c3d2e1f',
			hint: 'The ID of the account, in the <a href="https://portal.telnyx.com" target="_blank">Telnyx portal</a> under Account',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'In the <a href="https://portal.telnyx.com" target="_blank">Telnyx portal</a> under API Keys. Ultravox never shows it again.',
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
			type: 'string',
			default: '',
			required: true,
			hint: 'In the <a href="https://portal.telnyx.com" target="_blank">Telnyx portal</a> under API Keys, Public Key. Ultravox never shows it again.',
		},
		{
			displayName: 'Application SID',
			name: 'applicationSid',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 2300000000000000001',
			hint: 'The ID of the TeXML application, in the <a href="https://portal.telnyx.com" target="_blank">Telnyx portal</a> under Voice, TeXML Applications',
		},
		...allowedDomains('api.telnyx.com'),
	];

	/** @throws InputError when the request goes anywhere but to Telnyx */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const kept = keepToOrigin(requestOptions, ORIGIN);
		const authorization = `Bearer ${withoutBlanks(String(credentials.apiKey))}`;
		return { ...kept, headers: { ...kept.headers, Authorization: authorization } };
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: ORIGIN,
			url: '=/v2/texml_applications/{{ encodeURIComponent($credentials.applicationSid.replace(/[\\s\\p{Cf}\\p{Cc}]/gu, "")) }}',
			disableFollowRedirect: true,
		},
		// n8n reads both kinds of rules from one list; its type knows only lists of one kind.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Telnyx did not accept this API Key. Copy a current one from the Telnyx portal.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Telnyx knows this API Key, but it may not read TeXML applications. Use another key.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'Telnyx has no TeXML application with this Application SID in the account of the API Key.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'data.id',
					value: undefined,
					message: 'The answer did not come from Telnyx. Check the network of this n8n.',
				},
			},
		] as IAuthenticateRuleResponseCode[],
	};
}
