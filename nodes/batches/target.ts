import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { locator, readLocator } from '../fields/locators';
import type { UltravoxApi } from '../client/ultravoxApi';
import { BatchApi } from './batchApi';

/** One batch; the API finds it by its agent only. */
export interface BatchTarget {
	agentId: string;
	batchId: string;
}

/** The fields that choose a batch. */
export const batchFields: INodeProperties[] = [
	locator('agent', { description: 'The agent that the batch was created with' }),
	locator('batch', { typeOptions: { loadOptionsDependsOn: ['agentId.value'] } }),
];

/**
 * Reads which batch is meant.
 *
 * @param itemIndex zero-based index of the item
 * @returns both IDs in lower case
 * @throws InputError when nothing is chosen, or something that is no ID
 */
export function readTarget(fns: ParameterReader, itemIndex: number): BatchTarget {
	return {
		agentId: readLocator(fns, 'agent', itemIndex),
		batchId: readLocator(fns, 'batch', itemIndex),
	};
}

/** Names a batch within the account. */
export const batchKey = ({ agentId, batchId }: BatchTarget): string => `${agentId}/${batchId}`;

/**
 * Makes the requests to an agent's batches.
 *
 * @param target whose `agentId`, a UUID, is meant
 */
export function batchesOf(api: UltravoxApi, { agentId }: { agentId: string }): BatchApi {
	return new BatchApi(api, agentId);
}
