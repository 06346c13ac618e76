import { InputError } from '../errors/inputError';

/** The address used when a credential names none. */
export const DEFAULT_BASE_URL = 'https://api.ultravox.ai';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** White space and invisible characters; no address has any, and pasting brings them along. */
const BLANK = /[\s\u200b-\u200d\u2060\ufeff]/g;

/** The service's own host without a scheme. Any other text without one may be an API key that went into the wrong field. */
const OWN_HOST = /^([a-z\d-]+\.)*ultravox\.ai(?![^:/?#])/i;

/**
 * Makes the credential's Base URL fit for use. The only rule for what a Base URL means: the node, the credential's test
 * and other nodes that use the credential all get it from here.
 *
 * @param raw what the user typed; white space, upper case, missing slashes behind the scheme, a trailing slash and a
 *   trailing `/api` do no harm, a host of the service needs no scheme, empty means the default
 * @returns the address without a trailing slash, e.g. `https://api.ultravox.ai`
 * @throws InputError when it is no address, carries a user name, or would send the key in the open
 */
export function normaliseBaseUrl(raw: unknown): string {
	const typed = typeof raw === 'string' ? raw.replace(BLANK, '') : '';
	if (typed === '') return DEFAULT_BASE_URL;
	const text = OWN_HOST.test(typed) ? `https://${typed}` : typed;
	if (!URL.canParse(text)) {
		throw new InputError(
			// Not shown: what stands in the wrong field may well be the key.
			'Base URL: this is not a web address',
			`Open the Ultravox API credential and enter an address such as ${DEFAULT_BASE_URL}`,
		);
	}
	const url = new URL(text);
	const loopback = LOOPBACK.test(url.hostname);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
		throw new InputError(
			'Base URL: the address must start with https://',
			'The API key would travel readable otherwise. Open the Ultravox API credential and change it.',
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw new InputError(
			'Base URL: the address must not contain a user name or password',
			'Open the Ultravox API credential and remove everything before the @ sign.',
		);
	}
	const path = url.pathname.replace(/\/+$/, '').replace(/\/+api$/i, '');
	return url.origin + path;
}
