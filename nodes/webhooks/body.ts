import { jsonParse } from 'n8n-workflow';
import { isRecord } from '../util/guards';

/**
 * Reads the body of what arrived.
 *
 * @param body byte for byte as received
 * @returns undefined when it is not a JSON object
 */
export function readBody(body: unknown): Record<string, unknown> | undefined {
	if (!Buffer.isBuffer(body)) return undefined;
	const text = body.toString('utf8').replace(/^\uFEFF/, '');
	const parsed: unknown = jsonParse<unknown>(text, { fallbackValue: null });
	return isRecord(parsed) ? parsed : undefined;
}
