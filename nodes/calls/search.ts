import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { CALLS, isCall, type Call } from './callApi';
import { simplifyCall } from './simplify';
import { forDropdown } from '../engine/dropdown';
import { cleanText } from '../util/cleanText';
import { onePage } from '../client/pagination';

const PAGE_WHILE_SCROLLING = 50;

/**
 * Fills the resource locator of calls, newest first: searches on the server, one page at a time while the user scrolls.
 *
 * @param filter what the user typed
 * @param paginationToken cursor of the page to read, as the previous page gave it
 * @throws NodeApiError with a sentence for the user
 */
export async function searchCalls(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const page = await onePage<Call>(
			api,
			CALLS,
			{ search: filter?.trim() || undefined, sort: '-created' },
			PAGE_WHILE_SCROLLING,
			paginationToken,
		);
		return {
			results: page.entries
				.filter(isCall)
				.map((call) => ({ name: nameOf(call), value: call.callId })),
			paginationToken: page.cursor,
		};
	});
}

/** Calls have no name; when, with whom and how it went tells them apart. */
function nameOf(call: Call): string {
	const { created, direction, from, to, agentName, status, shortSummary } = simplifyCall(call);
	const other = direction === 'incoming' ? from : to;
	const when = typeof created === 'string' ? created.slice(0, 16).replace('T', ' ') : call.callId;
	const name = [when, other, agentName, status, shortSummary].filter(Boolean).join(' · ');
	return cleanText(name).slice(0, 120);
}
