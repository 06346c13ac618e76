import { randomUUID } from 'crypto';
import type { Clock } from '../clock';
import { nextSeq, type SandboxState } from '../state';
import type { StoredSource } from './store';

/**
 * Makes a source of one page, which is ready.
 *
 * @param created by default now
 */
export function readySource(
	state: SandboxState,
	clock: Clock,
	name: string,
	content = name,
	created = clock.iso(),
): StoredSource {
	const documentId = randomUUID();
	return {
		seq: nextSeq(state),
		sourceId: randomUUID(),
		created,
		settings: { name, crawl: { startUrls: ['https://example.com/'] } },
		documents: [
			{
				seq: nextSeq(state),
				documentId,
				created,
				mimeType: 'text/plain',
				title: `${name}.txt`,
				content: Buffer.from(content),
			},
		],
		readyAt: clock.now(),
		wasReady: true,
	};
}
