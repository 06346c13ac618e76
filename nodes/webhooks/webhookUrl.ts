import { InputError } from '../errors/inputError';

/** The API's limit for a webhook's address. */
const LONGEST = 200;

const PRIVATE_NAME = /^(localhost|[^.:[\]]+|.+\.(localhost|local|lan|home|internal|intranet))$/i;

const PRIVATE_NUMBER =
	/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$|^\[(::1?|f[cd]|fe[89ab])/i;

/** For addresses that nobody outside the own network can reach. */
export const PRIVATE_ADDRESS_HINT =
	'Ultravox has to reach this n8n from the internet. Set the environment variable WEBHOOK_URL (N8N_WEBHOOK_URL since n8n 2) to a public address, or use a tunnel.';

/** Whether the API takes this address for a webhook: a URL of at most 200 characters. */
export function isUsable(url: string): boolean {
	return URL.canParse(url) && url.length <= LONGEST;
}

/**
 * Checks the address under which this n8n wants to be called.
 *
 * @param url as n8n names it
 * @returns the same address
 * @throws InputError when the API would not take it
 */
export function checkAddress(url = ''): string {
	if (isUsable(url)) return url;
	throw url.length > LONGEST
		? new InputError(
				`Webhook URL: it has ${url.length} characters, and Ultravox takes at most ${LONGEST}`,
				'Give this n8n a shorter public address (environment variable WEBHOOK_URL, or N8N_WEBHOOK_URL since n8n 2).',
			)
		: new InputError('Webhook URL: this n8n has no address for the trigger', PRIVATE_ADDRESS_HINT);
}

/**
 * Checks the address under which this n8n wants to be called, where only https will do.
 *
 * @throws InputError when the API would not take it
 */
export function checkHttpsAddress(url = ''): string {
	if (URL.canParse(url) && new URL(url).protocol === 'https:') return url;
	throw new InputError(
		URL.canParse(url)
			? `Webhook URL: ${url} does not begin with https://, and Ultravox uses tools over https only`
			: 'Webhook URL: this n8n has no address for the trigger',
		PRIVATE_ADDRESS_HINT,
	);
}

/**
 * Whether an address certainly cannot be reached from the internet: a host name or IP of a private network.
 *
 * @param url one that `isUsable` says yes to
 */
export function isPrivate(url: string): boolean {
	const { hostname } = new URL(url);
	return PRIVATE_NAME.test(hostname) || PRIVATE_NUMBER.test(hostname);
}

/**
 * Whether two addresses are the same URL once parsed, whatever their upper case or default port.
 *
 * @param one what the API answered, of whatever type
 */
export function sameAddress(one: unknown, other: string): boolean {
	if (one === other) return true;
	return typeof one === 'string' && URL.canParse(one) && new URL(one).href === new URL(other).href;
}
