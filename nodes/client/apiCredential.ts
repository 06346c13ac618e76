import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
} from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { normaliseBaseUrl } from './baseUrl';
import { withoutBlanks } from '../util/pasted';

/** The credential type that holds the API key. */
export const API_CREDENTIAL = 'ultravoxApi';

/** A credential that was read and checked. */
export interface ApiCredential {
	/** The Base URL, normalised. */
	base: string;
	key: string;
	/** As n8n's HTTP helper takes it. */
	decrypted: ICredentialsDecrypted;
}

/**
 * Checks a credential.
 *
 * @param data its values, as n8n decrypts them
 * @throws InputError when the API key or the Base URL cannot be used
 */
export function openCredential(
	fns: IAllExecuteFunctions,
	data: ICredentialDataDecryptedObject,
): ApiCredential {
	const { apiKey, baseUrl } = data;
	const key = typeof apiKey === 'string' ? withoutBlanks(apiKey) : '';
	// As a header it would be refused by the HTTP client, which looks like a lost connection.
	if (!/^[!-~]+$/.test(key)) {
		throw new InputError(
			`API Key: ${key === '' ? 'the credential has none' : 'a key has no special characters'}`,
			'Open the Ultravox API credential and paste a key from the Ultravox console.',
		);
	}
	const { id, name } = fns.getNode().credentials?.[API_CREDENTIAL] ?? {};
	return {
		base: normaliseBaseUrl(baseUrl),
		key,
		decrypted: { id: id ?? '', name: name ?? '', type: API_CREDENTIAL, data },
	};
}
