/** A certificate for a server on this machine, made for one run. */
import { generate } from 'selfsigned';

export interface Certificate {
	/** The private key, PEM. */
	key: string;
	/** The certificate, PEM; it is its own authority, so it is also what a client has to trust. */
	cert: string;
}

/**
 * Makes a key and a certificate that it has signed itself, valid from now for a year.
 *
 * @param name whom it is for: a host name, or 127.0.0.1
 */
export async function makeCertificate(name: string): Promise<Certificate> {
	const isAddress = name === '127.0.0.1';
	const made = await generate([{ name: 'commonName', value: name }], {
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{
				name: 'subjectAltName',
				altNames: [isAddress ? { type: 7, ip: name } : { type: 2, value: name }],
			},
		],
	});
	return { key: made.private, cert: made.cert };
}
