import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { toNodeError } from './errors';

/**
 * Runs what fills a dropdown, and words what goes wrong the way the node does.
 *
 * @throws NodeApiError or NodeOperationError with message and advice, which the editor shows in the dropdown
 */
export async function forDropdown<T>(
	fns: ILoadOptionsFunctions,
	load: () => Promise<T>,
): Promise<T> {
	try {
		return await load();
	} catch (error) {
		throw toNodeError(fns.getNode(), error, undefined);
	}
}
