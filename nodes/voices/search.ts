import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { onePage } from '../client/pagination';
import { forDropdown } from '../engine/dropdown';
import { cleanText } from '../util/cleanText';
import { textOr } from '../util/guards';
import { isVoice, VOICES, type Voice } from './voiceApi';

const PAGE_WHILE_SCROLLING = 50;

/**
 * Fills the resource locators of voices: searches on the server, one page at a time while the user scrolls. A
 * language as the list shows it, such as `de-DE`, finds the voices of that language.
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
			wanted(filter?.trim() ?? ''),
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

/** Ultravox's search is not known to look at languages; there is a filter for them. */
function wanted(text: string): { search?: string; primaryLanguage?: string } {
	const [, language, region] = /^([a-z]{2})-([a-z]{2})$/i.exec(text) ?? [];
	if (region) return { primaryLanguage: `${language.toLowerCase()}-${region.toUpperCase()}` };
	return text === '' ? {} : { search: text };
}

function nameOf({ name, primaryLanguage, ownership, voiceId }: Voice): string {
	const language = textOr(primaryLanguage, '');
	const about = [language, ownership === 'private' ? 'own' : ''].filter(Boolean).join(', ');
	return cleanText(`${textOr(name, voiceId)}${about && ` (${about})`}`);
}
