import { createHash } from 'crypto';
import type { FastifyRequest } from 'fastify';
import { detail } from './problems';

/** A key in the documented format (8 characters, a dot, 32 characters) that depends on `purpose` alone. */
const standIn = (purpose: string) => {
	const digest = createHash('sha256').update(`sandbox ${purpose}`).digest('hex');
	return `${digest.slice(0, 8)}.${digest.slice(8, 40)}`;
};

export const DEFAULT_KEY = standIn('account');
export const SECOND_KEY = standIn('account, second key');
export const READ_ONLY_KEY = standIn('no rights');

export interface Keys {
	valid: string[];
	withoutPermission: string;
}

/** Whether a header's value is a key of the account. */
export function isValid(keys: Keys, given: unknown): boolean {
	return keys.valid.some((key) => key === given);
}

/**
 * Checks the X-API-Key header.
 *
 * @throws Problem 401 without a known key, 403 for the key without permission
 */
export function checkKey(keys: Keys, request: FastifyRequest): void {
	const given = request.headers['x-api-key'];
	if (isValid(keys, given)) return;
	if (given === keys.withoutPermission) {
		throw detail(403, 'You do not have permission to perform this action.');
	}
	throw detail(
		401,
		given === undefined ? 'Authentication credentials were not provided.' : 'Invalid API key.',
		{ 'www-authenticate': 'Api-Key' },
	);
}
