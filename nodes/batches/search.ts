import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { BatchApi, isBatch, type Batch } from './batchApi';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { batchStatus } from './output';
import { forDropdown } from '../engine/dropdown';
import { checkId } from '../fields/locators';

/** The API has no search for batches, so they are all read; more than this nobody looks through. */
const MOST_BATCHES = 1000;

/**
 * Fills the resource locator of batches: those of the chosen agent, newest first.
 *
 * @param filter what the user typed: part of an ID, of the date, or of the state
 * @throws NodeApiError or NodeOperationError with a sentence for the user, also when no agent is chosen yet
 */
export async function searchBatches(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const agentId = checkId(
			this.getCurrentNodeParameter('agentId', { extractValue: true }),
			'Agent',
		);
		const batches = await new BatchApi(api, agentId).list(MOST_BATCHES);
		const searched = filter.trim().toLowerCase();
		return {
			results: batches
				.filter(isBatch)
				.sort((one, other) => textOr(other.created, '').localeCompare(textOr(one.created, '')))
				.map((batch) => ({ name: nameOf(batch), value: batch.batchId }))
				.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(searched)),
		};
	});
}

/** A batch has no name of its own; when it was made and how far it is tells them apart. */
function nameOf(batch: Batch): string {
	const { batchId, completedCount = 0, totalCount } = batch;
	const created = textOr(batch.created, undefined);
	const when = created ? `${created.slice(0, 16).replace('T', ' ')} UTC` : batchId;
	const progress =
		typeof totalCount === 'number' ? `, ${completedCount} of ${totalCount} calls` : '';
	return cleanText(`${when}${progress}, ${batchStatus(batch, Date.now())}`);
}
