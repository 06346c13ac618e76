import type { IWebhookFunctions } from 'n8n-workflow';
import type { Form, ProviderRequest } from '../incomingCalls/provider';

/** What arrived, as the provider's signature needs it. */
export function readRequest(fns: IWebhookFunctions): ProviderRequest {
	const { rawBody, originalUrl, url } = fns.getRequestObject() as {
		rawBody?: unknown;
		originalUrl?: string;
		url?: string;
	};
	const body = Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
	const headers = fns.getHeaderData();
	const header = (name: string) => {
		const value: unknown = headers[name];
		return typeof value === 'string' ? value : undefined;
	};
	const received = originalUrl ?? url ?? '';
	return {
		urls: addressesFor(
			fns.getNodeWebhookUrl('default') ?? '',
			received,
			fns.getMode() === 'manual',
		),
		form: readForm(body),
		body,
		header,
	};
}

/**
 * The addresses that the provider may have called: those under which n8n is known, however a proxy has changed what
 * arrived. In a test run n8n tells the address of the published workflow here, but what arrived says which was used.
 *
 * @param known as n8n names it, e.g. `https://n8n.example.com/webhook/ID/incoming-call`
 * @param received path and query of the request, e.g. `/webhook-test/ID/incoming-call?x=1`
 * @param isTest whether this is a test run
 */
export function addressesFor(known: string, received: string, isTest: boolean): string[] {
	if (!URL.canParse(known)) return [];
	const [path, ...query] = received.split('?');
	const { origin, pathname } = new URL(known);
	const slash = path.endsWith('/') && !pathname.endsWith('/') ? '/' : '';
	const used = (isTest ? asTested(pathname, path) : pathname) + slash;
	return [`${origin}${used}${query.length > 0 ? `?${query.join('?')}` : ''}`];
}

/** The known path, with `webhook-test`, or however that is called here, before the trigger's own part. */
function asTested(known: string, received: string): string {
	const ours = known.split('/');
	const theirs = received.replace(/\/+$/, '').split('/');
	let same = 0;
	while (same < ours.length && ours.at(-1 - same) === theirs.at(-1 - same)) same += 1;
	const endpoint = theirs.at(-1 - same);
	if (same === 0 || same >= ours.length || !endpoint) return known;
	return [...ours.slice(0, ours.length - 1 - same), endpoint, ...ours.slice(-same)].join('/');
}

function readForm(body: Buffer): Form {
	return [...new URLSearchParams(body.toString('utf8'))];
}
