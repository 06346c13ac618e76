import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { toNodeError } from '../errors/nodeError';
import { UltravoxApi } from '../client/ultravoxApi';

/** Somebody looks at a spinner: an answer that takes longer is not waited for. */
export const DROPDOWN_SETTINGS = { timeoutMs: 15_000, maxRetries: 1, maxWaitMs: 5_000 };

/**
 * Runs what fills a dropdown, and words what goes wrong the way the node does.
 *
 * @param load is given the client to use
 * @throws NodeApiError or NodeOperationError with message and advice, which the editor shows in the dropdown
 */
export async function forDropdown<T>(
	fns: ILoadOptionsFunctions,
	load: (api: UltravoxApi) => Promise<T>,
): Promise<T> {
	try {
		return await load(new UltravoxApi(fns, DROPDOWN_SETTINGS));
	} catch (error) {
		throw toNodeError(fns.getNode(), error, undefined);
	}
}
