const TIMEOUTS = new Set([
	'ETIMEDOUT',
	'ECONNABORTED',
	'ESOCKETTIMEDOUT',
	'UND_ERR_HEADERS_TIMEOUT',
]);

/**
 * Finds out what the network layer said when there was no usable answer.
 *
 * n8n wraps what its HTTP client throws, at different depths in different versions; the code is somewhere along the
 * chain of causes.
 *
 * @param error what n8n's helper threw
 * @returns a code such as `ECONNREFUSED`, `TIMEOUT` for all forms of a time-out; undefined when it was not the network
 */
export function networkCode(error: unknown): string | undefined {
	const texts: string[] = [];
	for (let at: unknown = error, depth = 0; isRecord(at) && depth < 6; at = at.cause, depth++) {
		for (const key of ['code', 'message', 'description', 'httpCode'] as const) {
			const text = at[key];
			if (typeof text === 'string') texts.push(text);
		}
		if (Array.isArray(at.messages)) texts.push(...at.messages.map(String));
	}
	const all = texts.join('\n');
	if (texts.some((text) => TIMEOUTS.has(text)) || /timeout of \d+ ?ms exceeded/i.test(all)) {
		return 'TIMEOUT';
	}
	const code = texts.find((text) =>
		/^(E[A-Z_]{3,}|ERR_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/.test(text),
	);
	if (code) return code;
	if (/aborted|socket hang up|stream has been/i.test(all)) return 'ECONNRESET';
	return /certificate|\bTLS\b|\bSSL\b/i.test(all) ? 'CERTIFICATE' : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
