import { InputError } from '../errors/inputError';
import { withoutBlanks } from '../util/pasted';

/** The address used when a credential names none. */
export const DEFAULT_BASE_URL = 'https://api.ultravox.ai';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * A host name without a scheme, with or without the slashes of one. Its last part is a top-level domain: letters only, and at
 * most as many as the longest has. So no API key that went into the wrong field passes for a host and is looked up in
 * the open: its second part has 32 characters.
 */
const BARE_HOST = /^(?:\/\/)?((?:[a-z\d-]+\.)+[a-z]{2,18}(?![^:/?#]).*)$/i;

/**
 * Makes the credential's Base URL fit for use. The only rule for what a Base URL means: the node, the credential's test
 * and other nodes that use the credential all get it from here.
 *
 * @param raw what the user typed; white space, upper case, missing slashes behind the scheme, a trailing slash and a
 *   trailing `/api` do no harm, a host name without a scheme gets https, empty means the default
 * @returns the address without a trailing slash, e.g. `https://api.ultravox.ai`
 * @throws InputError when it is no address, carries a user name, or would send the key in the open
 */
export function normaliseBaseUrl(raw: unknown): string {
	const typed = typeof raw === 'string' ? withoutBlanks(raw) : '';
	if (typed === '') return DEFAULT_BASE_URL;
	const bare = BARE_HOST.exec(typed)?.[1];
	const text = bare === undefined ? typed : `https://${bare}`;
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
