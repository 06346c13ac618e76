import { InputError } from '../errors/inputError';

/** The address used when a credential names none. */
export const DEFAULT_BASE_URL = 'https://api.ultravox.ai';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Makes the credential's Base URL fit for use.
 *
 * @param raw what the user typed; white space, a trailing slash and a trailing `/api` do no harm, empty means the default
 * @returns the address without a trailing slash, e.g. `https://api.ultravox.ai`
 * @throws InputError when it is no address, carries a user name, or would send the key in the open
 */
export function normaliseBaseUrl(raw: unknown): string {
	const text = typeof raw === 'string' ? raw.trim() : '';
	if (text === '') return DEFAULT_BASE_URL;
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
	const path = url.pathname.replace(/\/+$/, '').replace(/\/api$/, '');
	return url.origin + path;
}
