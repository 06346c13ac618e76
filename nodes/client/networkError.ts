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
 * @param error what n8n's helper or the stream of a body threw
 * @returns a code such as `ECONNREFUSED`; `TIMEOUT` for all forms of a time-out, `BLOCKED` where n8n's own rules forbid
 *   the address, `PROTOCOL` where the answer is no proper HTTP; `UNKNOWN` for everything else, since whatever goes wrong
 *   between a request and its answer leaves open what became of it
 */
export function networkCode(error: unknown): string {
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
	if (texts.some((text) => /^(HPE_|Z_|ERR_HTTP)/.test(text))) return 'PROTOCOL';
	if (/decompress|incorrect header check|parse error/i.test(all)) return 'PROTOCOL';
	if (/request was blocked|domain not allowed|is not sent to/i.test(all)) return 'BLOCKED';
	const code = texts.find((text) =>
		/^(E[A-Z_]{3,}|ERR_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/.test(text),
	);
	if (code) return code;
	if (/aborted|socket hang up|stream has been/i.test(all)) return 'ECONNRESET';
	return /certificate|\bTLS\b|\bSSL\b/i.test(all) ? 'CERTIFICATE' : 'UNKNOWN';
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
