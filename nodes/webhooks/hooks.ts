import type { IHookFunctions } from 'n8n-workflow';
import { ApiError, type FieldLabels } from '../errors/apiError';
import { errorText, toNodeError } from '../errors/nodeError';
import { toResult } from '../util/result';
import { isPrivate, PRIVATE_ADDRESS_HINT } from './webhookUrl';

/** How a trigger's hooks send: somebody waits in the editor, and n8n itself tries again when it starts. */
export const HOOK_SETTINGS = { maxRetries: 2, maxWaitMs: 20_000 };

/**
 * Does the work of a hook, and words what goes wrong for the editor.
 *
 * @param labels labels of the fields that the API may name
 * @throws NodeApiError or NodeOperationError
 */
export async function inHook<T>(
	fns: IHookFunctions,
	labels: FieldLabels,
	work: () => Promise<T>,
): Promise<T> {
	const done = await toResult(work());
	if ('value' in done) return done.value;
	const error = toNodeError(fns.getNode(), done.error, undefined, { labels });
	const url = fns.getNodeWebhookUrl('default');
	const isLikelyAddress = isRefused(done.error) && url && isPrivate(url);
	// Of an activation that does not work out n8n 2 shows the message only, n8n 1 the description if there is one.
	error.message = errorText(error) + (isLikelyAddress ? ` ${PRIVATE_ADDRESS_HINT}` : '');
	error.description = undefined;
	throw error;
}

/** Whether the service may soon answer differently. */
export function isPassing(error: unknown): boolean {
	return error instanceof ApiError && error.isPassing;
}

/** Whether something may have been made although the request did not work out. */
export function isDoubtful(error: unknown): boolean {
	return error instanceof ApiError && error.outcomeUnknown;
}

function isRefused(error: unknown): boolean {
	return error instanceof ApiError && error.hasStatus(400, 422);
}
