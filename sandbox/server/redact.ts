const SECRET_NAMES = new Set([
	'authToken',
	'apiKey',
	'publicKey',
	'secrets',
	'webhookSecret',
	'sharedSecrets',
	'password',
	'authTokens',
]);

/** Names below which every value is secret: `headers` of sockets and voices may carry keys. */
const SECRET_MAPS = new Set(['headers']);

/**
 * A copy of a request body with its secrets replaced by "***".
 *
 * @param found takes the dotted path of every secret that was there
 */
export function redact(value: unknown, found: string[] = [], path = ''): unknown {
	if (Array.isArray(value)) {
		return value.map((item, index) => redact(item, found, join(path, String(index))));
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => {
			const here = join(path, name);
			const isSecret =
				SECRET_NAMES.has(name) || (SECRET_MAPS.has(name) && typeof inner === 'object');
			if (!isSecret) return [name, redact(inner, found, here)];
			found.push(here);
			return [name, '***'];
		}),
	);
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
