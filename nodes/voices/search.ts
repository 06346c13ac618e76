import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { onePage } from '../client/pagination';
import { forDropdown } from '../engine/dropdown';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { isVoice, VOICES, type Voice } from './voiceApi';

const PAGE_WHILE_SCROLLING = 50;

/**
 * Fills the resource locators of voices: searches on the server, one page at a time while the user scrolls.
 *
 * @param filter what the user typed
 * @param paginationToken cursor of the page to read, as the previous page gave it
 * @throws NodeApiError with a sentence for the user
 */
export async function searchVoices(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await forDropdown(this, async (api) => {
		const page = await onePage<Voice>(
			api,
			VOICES,
			{ search: filter?.trim() || undefined },
			PAGE_WHILE_SCROLLING,
			paginationToken,
		);
		return {
			results: page.entries
				.filter(isVoice)
				.map((voice) => ({ name: nameOf(voice), value: voice.voiceId })),
			paginationToken: page.cursor,
		};
	});
}

function nameOf({ name, primaryLanguage, ownership, voiceId }: Voice): string {
	const language = textOr(primaryLanguage, '');
	const about = [language, ownership === 'private' ? 'own' : ''].filter(Boolean).join(', ');
	return cleanText(`${textOr(name, voiceId)}${about && ` (${about})`}`);
}
