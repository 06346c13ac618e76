import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { onePage } from '../client/pagination';
import { forDropdown } from '../engine/dropdown';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { isTool, TOOLS, type Tool } from './toolApi';

const PAGE_WHILE_SCROLLING = 50;

/** Operations that are possible with the tools of Ultravox as well. */
const READING = ['get', 'getCalls'];

/**
 * Fills the resource locator of tools: searches on the server, one page at a time while the user scrolls. Shows the
 * account's own tools, newest first, and those of Ultravox where something can be done with them.
 *
 * @param filter what the user typed
 * @param paginationToken cursor of the page to read, as the previous page gave it
 * @throws NodeApiError with a sentence for the user
 */
export async function searchTools(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const isReading = READING.includes(String(this.getCurrentNodeParameter('operation')));
		const page = await onePage<Tool>(
			api,
			TOOLS,
			{
				search: filter?.trim() || undefined,
				ownership: isReading ? undefined : 'private',
				sortOrder: 'default',
			},
			PAGE_WHILE_SCROLLING,
			paginationToken,
		);
		return {
			results: page.entries
				.filter(isTool)
				.map((tool) => ({ name: nameOf(tool), value: tool.toolId })),
			paginationToken: page.cursor,
		};
	});
}

function nameOf({ name, ownership, toolId }: Tool): string {
	const text = cleanText(textOr(name, toolId));
	return ownership === 'public' ? `${text} (Ultravox)` : text;
}
