import type { IBinaryData, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { readySource } from '../../../sandbox/corpora/seed';
import { addCorpus, type StoredCorpus, type StoredSource } from '../../../sandbox/corpora/store';
import { useSandbox, type Account } from '../../support/account';
import { runNode, type RunOptions, type RunResult } from '../../support/harness';

interface KnowledgeBaseFixture {
	account: Account;
	sandbox: Sandbox;
	corpus: StoredCorpus;
	/** Runs an operation on the knowledge base. */
	run(
		operation: string,
		parameters?: INodeParameters,
		more?: Partial<RunOptions>,
	): Promise<RunResult>;
	/** Stores a source that is ready. */
	addSource(name: string, content: string, created?: string): StoredSource;
	/** Names and contents of the sources, oldest first. */
	contents(): unknown[][];
	/** What was asked of the API, without what was only looked at. */
	writes(): string[];
	/** Lets the time of the service pass when a source is looked at for the so many-th time. */
	readyAtLook(look: number): void;
}

/** A sandbox with a knowledge base, and the node for it. */
export function useKnowledgeBase(): KnowledgeBaseFixture {
	const account = useSandbox({ agents: 1 });
	const fixture: KnowledgeBaseFixture = {
		account,
		sandbox: undefined as unknown as Sandbox,
		corpus: undefined as unknown as StoredCorpus,
		async run(
			operation: string,
			parameters: INodeParameters = {},
			more: Partial<RunOptions> = {},
		): Promise<RunResult> {
			return await runNode({
				node: Ultravox,
				parameters: {
					resource: 'knowledgeBase',
					operation,
					knowledgeBaseId: byId(fixture.corpus.corpusId),
					...parameters,
				},
				credentials: account.credentials(),
				...more,
			});
		},
		addSource(name: string, content: string, created = fixture.sandbox.clock.iso()): StoredSource {
			const { clock, state } = fixture.sandbox;
			const source = readySource(state, clock, name, content, created);
			fixture.corpus.sources.set(source.sourceId, source);
			return source;
		},
		contents: (): unknown[][] =>
			[...fixture.corpus.sources.values()].map(({ documents, settings }) => [
				settings.name,
				...documents.map(({ content }) => content.toString('utf8')),
			]),
		writes: (): string[] =>
			fixture.sandbox.requests
				.filter(({ method }) => method !== 'GET')
				.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/g, 'ID')}`),
		readyAtLook(look: number) {
			const { clock, faults } = fixture.sandbox;
			clock.freeze();
			faults.add({
				method: 'GET',
				path: ONE_SOURCE,
				after: look - 1,
				meanwhile: async () => await clock.advance(60),
			});
		},
	};
	beforeEach(() => {
		const { sandbox } = account;
		fixture.sandbox = sandbox;
		sandbox.storage.requests.length = 0;
		fixture.corpus = addCorpus(sandbox.state, sandbox.clock.iso(), { name: 'Shop' });
	});
	return fixture;
}

export const ONE_SOURCE = /\/sources\/[^/]+$/;
export const SOURCES = /\/sources$/;
export const UPLOADS = /\/uploads$/;

export const byId = (value: string): INodeParameters[string] => ({ __rl: true, mode: 'id', value });

/** A file as n8n holds it in memory. */
export const file = (
	fileName: string,
	content: string | Buffer,
	mimeType = 'application/octet-stream',
): IBinaryData => ({
	data: Buffer.from(content).toString('base64'),
	mimeType,
	fileName,
});

/** An item with files. */
export const itemWith = (
	binary: Record<string, IBinaryData>,
	json: IDataObject = {},
): INodeExecutionData => ({ json, binary });
