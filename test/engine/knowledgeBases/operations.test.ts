/** Knowledge bases and their sources: made, listed, searched, changed, deleted. */
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { callListSearch } from '../../support/harness';
import { succeed } from '../../support/expectSuccess';
import { byId, useKnowledgeBase } from './fixture';

jest.setTimeout(60_000);

const base = useKnowledgeBase();
const { run } = base;

const nothing = (name: string) => ({ name, status: 'empty', numDocs: 0, numChunks: 0 });

describe('a knowledge base', () => {
	it('is made, changed, looked at and deleted', async () => {
		const { json } = await succeed(
			run('create', { name: ' Returns ', additionalFields: { description: 'About returns' } }),
		);
		const { knowledgeBaseId } = json[0];
		expect(json).toMatchObject([{ ...nothing('Returns'), description: 'About returns' }]);
		const one = { knowledgeBaseId: byId(String(knowledgeBaseId)) };
		await succeed(
			run('update', { ...one, updateFields: { name: 'Back', description: '={{ "" }}' } }),
		);
		const { json: got } = await succeed(run('get', one));
		expect(got).toMatchObject([{ name: 'Back', description: '', knowledgeBaseId }]);
		expect((await succeed(run('getAll'))).json.map(({ name }) => name)).toEqual(['Shop', 'Back']);
		const { json: deleted } = await succeed(run('delete', one));
		expect(deleted).toEqual([{ deleted: true }]);
		expect(base.sandbox.state.corpora.size).toBe(1);
	});

	it.each([400, 402, 403, 409])(
		'one more than the account may have is refused with status %d, and the number is named',
		async (status) => {
			base.sandbox.switches.corpusLimitStatus = status;
			await succeed(run('create', { name: 'Second' }));
			const { error } = await run('create', { name: 'Third' });
			expect(error?.message).toBe(
				'This Ultravox account has all 2 knowledge bases that it may have',
			);
			expect(error?.description).toContain('The maximum number of corpora is reached');
		},
	);

	it('that is refused for another reason says so', async () => {
		base.sandbox.faults.add({ method: 'POST', status: 400, body: { name: ['Not this one.'] } });
		const { error } = await run('create', { name: 'Second' });
		expect(error?.message).toBe('Name: Not this one.');
	});

	it('is not changed where nothing is set, nor made without a name', async () => {
		expect((await run('update')).error?.message).toBe('Nothing is set that could be updated');
		expect((await run('create', { name: ' ' })).error?.message).toBe('Name: this field is empty');
		expect(base.sandbox.requests).toEqual([]);
	});
});

describe('sources', () => {
	it('are listed, up to the limit, and deleted', async () => {
		const first = base.addSource('Manual', 'Text');
		base.addSource('Prices', 'Text');
		const all = await succeed(run('getSources', { returnAll: true }));
		expect(all.json).toMatchObject([
			{ name: 'Manual', status: 'ready', numDocs: 1, kind: 'webPages', sourceId: first.sourceId },
			{ name: 'Prices' },
		]);
		expect((await succeed(run('getSources', { limit: 1 }))).json).toHaveLength(1);
		const raw = await succeed(run('getSources', { limit: 1, simplify: false }));
		expect(raw.json).toMatchObject([{ stats: { status: 'SOURCE_STATUS_READY' } }]);
		const source = { sourceId: byId(first.sourceId) };
		await succeed(run('deleteSource', source));
		expect(base.contents()).toEqual([['Prices', 'Text']]);
		const { error } = await run('deleteSource', source);
		expect(error?.message).toBe('This knowledge base has no such source');
	});

	it('of web pages are fetched by Ultravox: these, those behind them, so many at most', async () => {
		const urls = 'https://example.com/a,b\n https://example.com/c, https://docs.example.com';
		await succeed(
			run('addWebPages', {
				sourceName: 'Site',
				urls,
				maxDepth: 2,
				options: { maxDocuments: 5, description: 'Pages' },
			}),
		);
		const [{ documents, settings }] = base.corpus.sources.values();
		expect(settings).toEqual({
			name: 'Site',
			description: 'Pages',
			crawl: {
				startUrls: ['https://example.com/a,b', 'https://example.com/c', 'https://docs.example.com'],
				maxDepth: 2,
				maxDocuments: 5,
			},
		});
		expect(documents).toHaveLength(5);
	});

	it.each([
		['urls', '={{ "" }}', 'URLs: this field is empty'],
		[
			'urls',
			'https://example.com ftp://example.com',
			'URLs: "ftp://example.com" is not a web address',
		],
		['urls', '={{ [] }}', 'URLs: [] has no address in it'],
		['maxDepth', 1.5, 'Depth: 1.5 is not a whole number'],
		['sourceName', ' ', 'Source Name: this field is empty'],
	])('of web pages are refused for %s %j', async (name, value, message) => {
		const usual = { sourceName: 'Site', urls: 'https://example.com' };
		const { error } = await run('addWebPages', { ...usual, [name]: value });
		expect(error?.message).toBe(message);
		expect(base.sandbox.requests).toEqual([]);
	});
});

describe('a search', () => {
	it('gives what an agent would find, best first', async () => {
		base.addSource('Hours', 'We open at nine and close at five');
		base.addSource('Prices', 'Five apples are one euro');
		const { json } = await succeed(run('query', { query: 'When do you open and close?' }));
		expect(json).toMatchObject([
			{ content: 'We open at nine and close at five', title: 'Hours.txt', publicUrl: null },
		]);
		const most = await succeed(run('query', { query: 'five', maxResults: 1 }));
		expect(most.json).toHaveLength(1);
	});

	it('of what is not ready says what Ultravox says', async () => {
		const { error } = await run('query', { query: 'five' });
		expect(`${error?.message} ${error?.description}`).toContain('no source that is ready');
	});

	it('of 21 results is refused', async () => {
		const { error } = await run('query', { query: 'five', maxResults: 21 });
		expect(error?.message).toContain('Max Results: 21 is not a number from 1 to 20');
	});
});

describe('are chosen', () => {
	const names = async (method: string, filter?: string, parameters = {}) => {
		const { results } = await callListSearch(Ultravox, method, {
			parameters,
			credentials: base.account.credentials(),
			filter,
		});
		return results.map(({ name }) => name);
	};

	it('from a list that can be searched', async () => {
		await succeed(run('create', { name: 'Returns' }));
		expect(await names('searchKnowledgeBases')).toEqual(['Returns', 'Shop']);
		expect(await names('searchKnowledgeBases', 'sho')).toEqual(['Shop']);
		base.addSource('Prices', 'Text');
		base.addSource('Manual', 'Text');
		const parameters = {
			resource: 'knowledgeBase',
			operation: 'refreshSource',
			knowledgeBaseId: byId(base.corpus.corpusId),
		};
		expect(await names('searchSources', '', parameters)).toEqual(['Manual', 'Prices']);
		expect(await names('searchSources', 'PRI', parameters)).toEqual(['Prices']);
	});

	it('the knowledge base before its source', async () => {
		const parameters = { resource: 'knowledgeBase', operation: 'refreshSource' };
		await expect(names('searchSources', '', parameters)).rejects.toMatchObject({
			message: 'Knowledge Base: nothing is chosen',
		});
	});
});
