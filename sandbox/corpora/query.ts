import type { JsonObject } from '../state';
import { isReady } from './show';
import type { StoredCorpus } from './store';

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Finds the documents that have some of the words, those with the most of them first. */
export function search(
	{ sources }: StoredCorpus,
	query: string,
	most: number,
	now: number,
): JsonObject[] {
	const wanted = [...new Set(wordsOf(query))];
	return [...sources.values()]
		.filter((source) => source.wasReady || isReady(source, now))
		.flatMap(({ documents, sourceId }) =>
			documents.map(({ content, documentId, publicUrl, title }) => {
				const text = content.toString('utf8');
				const words = new Set(wordsOf(text));
				const found = wanted.filter((word) => words.has(word)).length;
				const address = publicUrl === undefined ? {} : { publicUrl };
				return {
					content: text.slice(0, 2000),
					score: wanted.length === 0 ? 0 : found / wanted.length,
					citation: { sourceId, documentId, title, ...address },
				};
			}),
		)
		.filter(({ score }) => score > 0)
		.sort((one, other) => other.score - one.score)
		.slice(0, most);
}
