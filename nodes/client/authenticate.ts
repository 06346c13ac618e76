import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { normaliseBaseUrl } from './baseUrl';
import { InputError } from '../errors/inputError';
import { withoutBlanks } from '../util/pasted';

/** Stands for the credential's Base URL in the credential's test; nothing is ever sent there. */
export const BASE_URL_OF_CREDENTIAL = 'https://base-url.invalid';

/** What n8n's nodes and helpers hand over: the HTTP Request node says `uri` for the address, or both. */
type Outgoing = Omit<IHttpRequestOptions, 'url' | 'baseURL'> & {
	url?: unknown;
	uri?: unknown;
	baseURL?: unknown;
};

/**
 * Adds the API key to a request that goes to the credential's own origin, and to no other one.
 *
 * @param credentials values of an Ultravox API credential
 * @param request what some node is about to send
 * @returns the request to send instead
 * @throws InputError as `keepToOrigin` does, or when the Base URL cannot be used
 */
export function addApiKey(
	credentials: ICredentialDataDecryptedObject,
	request: Outgoing,
): IHttpRequestOptions {
	const base = normaliseBaseUrl(credentials.baseUrl);
	const isTest = request.baseURL === BASE_URL_OF_CREDENTIAL;
	// n8n would hold the stand-in against the allowed domains.
	const target = { baseURL: base, allowedDomains: new URL(base).hostname };
	const kept = keepToOrigin(isTest ? { ...request, ...target } : request, base);
	const key = withoutBlanks(String(credentials.apiKey ?? ''));
	return { ...kept, headers: { ...kept.headers, 'X-API-Key': key } };
}

/**
 * Makes sure that a request can carry a secret: it goes to one origin, follows no redirect, and uses no proxy that could
 * read it.
 *
 * @param request what some node is about to send
 * @param address where the secret belongs, e.g. `https://api.twilio.com`; what stands behind the origin does not count
 * @returns the request to send instead
 * @throws InputError when an address of the request is another origin's, no complete address, or not the same as another
 */
export function keepToOrigin(request: Outgoing, address: string): IHttpRequestOptions {
	const apiUrl = new URL(address);
	checkAddresses(request, apiUrl);
	const { port, protocol, hostname: host } = apiUrl;
	return {
		...(request as IHttpRequestOptions),
		// Under all names that n8n's helpers know: a redirect would carry the secret to wherever it points.
		...{ followRedirect: false, followAllRedirects: false },
		disableFollowRedirect: true,
		maxRedirects: 0,
		// To this machine without TLS a proxy would read along, whether the node or the environment names it. The one way
		// to make n8n use none is to name the server itself.
		...(protocol === 'http:'
			? { proxy: { protocol: 'http', host, port: port === '' ? 80 : Number(port) } }
			: {}),
	};
}

/** n8n's helpers differ in which address they take where there are several, so all of them have to be right. */
function checkAddresses({ url, uri, baseURL }: Outgoing, apiUrl: URL): void {
	const toUrl = (address: unknown, base?: URL): URL =>
		// An object may say something else the next time it is asked.
		typeof address === 'string' && URL.canParse(address, base?.href)
			? new URL(address, base)
			: refuse(undefined, apiUrl);
	const base = baseURL === undefined ? undefined : toUrl(baseURL);
	const targets = [url, uri]
		.filter((address) => address !== undefined)
		.map((address) => toUrl(address, base));
	const all = base ? [...targets, base] : targets;
	if (all.length === 0) refuse(undefined, apiUrl);
	const foreign = all.find(({ origin }) => origin !== apiUrl.origin);
	if (foreign) refuse(foreign, apiUrl);
	if (targets.some(({ href }) => href !== targets[0].href)) {
		throw new InputError(
			'This credential is not sent: the request names two addresses',
			'Send the request to one address.',
		);
	}
}

function refuse(address: URL | undefined, apiUrl: URL): never {
	throw new InputError(
		address === undefined
			? 'This credential is not sent: the request has no complete address'
			: `This credential is not sent to ${address.host}`,
		`It is for ${apiUrl.origin} only.`,
	);
}

/**
 * n8n's own fields for where its HTTP Request node may send a credential, with other defaults: without them n8n would
 * add them and allow everything.
 *
 * @param host the service's host
 */
export function allowedDomains(host: string): INodeProperties[] {
	return [
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description: 'No restriction beside the address that this credential belongs to',
				},
				{
					name: 'Specific Domains',
					value: 'domains',
					description: 'Restrict requests to specific domains',
				},
				{
					name: 'None',
					value: 'none',
					description: 'Block all requests of the HTTP Request node',
				},
			],
			default: 'domains',
			description:
				'Where the HTTP Request node may use this credential. It never goes beyond the address that it belongs to.',
		},
		{
			displayName: 'Allowed Domains',
			name: 'allowedDomains',
			type: 'string',
			default: host,
			placeholder: `e.g. ${host}`,
			description: 'Separated by commas, with * for any subdomain',
			displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
		},
	];
}
