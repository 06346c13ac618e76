import { InputError } from '../errors/inputError';

/** The API's limit for a webhook's address. */
const LONGEST = 200;

const PRIVATE_NAME = /^(localhost|[^.:[\]]+|.+\.(localhost|local|lan|home|internal|intranet))$/i;

const PRIVATE_NUMBER =
	/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$|^\[(::1?|f[cd]|fe[89ab])/i;

/** For addresses that nobody outside the own network can reach. */
export const PRIVATE_ADDRESS_HINT =
	'Ultravox has to reach this n8n from the internet. Set the environment variable WEBHOOK_URL (N8N_WEBHOOK_URL since n8n 2) to a public address, or use a tunnel.';

/** Whether the API can have a webhook with this address. */
export function isUsable(url: string): boolean {
	return URL.canParse(url) && url.length <= LONGEST;
}

/**
 * Checks the address under which this n8n wants to be called.
 *
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

/** Whether an address surely cannot be reached from the internet. */
export function isPrivate(url: string): boolean {
	const { hostname } = new URL(url);
	return PRIVATE_NAME.test(hostname) || PRIVATE_NUMBER.test(hostname);
}

/** Whether two addresses are the same one, however they are written. */
export function sameAddress(one: unknown, other: string): boolean {
	if (one === other) return true;
	return typeof one === 'string' && URL.canParse(one) && new URL(one).href === new URL(other).href;
}
