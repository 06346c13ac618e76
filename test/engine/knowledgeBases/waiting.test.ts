/** Wait Until Ready: bounded, can be stopped, and goes on where an earlier try left off. */
import { succeed } from '../../support/expectSuccess';
import { file, itemWith, ONE_SOURCE, useKnowledgeBase } from './fixture';

jest.setTimeout(60_000);

const base = useKnowledgeBase();
const { run } = base;

const items = [itemWith({ data: file('hours.txt', 'Open from nine to five.') })];
const pages = { sourceName: 'Site', urls: 'https://example.com/faq' };
const looks = () =>
	base.sandbox.requests.filter(({ method, path }) => method === 'GET' && ONE_SOURCE.test(path));

it('goes on when the source is ready', async () => {
	base.readyAtLook(3);
	const { json } = await succeed(
		run('addFile', { sourceName: 'Manual', options: { waitUntilReady: true } }, { items }),
	);
	expect(json).toMatchObject([{ status: 'ready', numDocs: 1 }]);
	expect(looks()).toHaveLength(3);
});

it('says that nothing was found in a source that is ready', async () => {
	base.sandbox.switches.sourcesStayEmpty = true;
	base.readyAtLook(1);
	const { json } = await succeed(
		run('addWebPages', { ...pages, options: { waitUntilReady: true } }),
	);
	expect(json).toMatchObject([
		{
			status: 'ready',
			numDocs: 0,
			warnings: [expect.stringContaining('"Site" is ready, but nothing was found in it')],
		},
	]);
});

it('ends at Maximum Wait, and Retry On Fail goes on with the same source', async () => {
	base.sandbox.clock.freeze();
	const options = { waitUntilReady: true, maximumWait: 0.01 };
	const { error } = await run('addFile', { sourceName: 'Manual', options }, { items });
	expect(error?.message).toBe('The source "Manual" was not ready within 0.01 minutes');
	expect(error?.description).toContain([...base.corpus.sources.keys()][0]);

	base.corpus.sources.clear();
	const retried = await run(
		'addFile',
		{ sourceName: 'Manual', options },
		{ items, retryOnFail: { maxTries: 2, waitBetweenTries: 1 } },
	);
	expect(retried.error?.message).toContain('was not ready');
	expect(base.corpus.sources.size).toBe(1);
});

it('ends when the execution is stopped', async () => {
	const stop = new AbortController();
	base.sandbox.clock.freeze();
	base.sandbox.faults.add({ method: 'GET', path: ONE_SOURCE, meanwhile: () => stop.abort() });
	const { status } = await run(
		'addFile',
		{ sourceName: 'Manual', options: { waitUntilReady: true } },
		{ items, signal: stop.signal },
	);
	expect(status).toBe('canceled');
	expect(looks()).toHaveLength(1);
});

it('waits for a refreshed source; what was in it can be found in the meantime', async () => {
	await succeed(run('addWebPages', pages));
	await base.sandbox.clock.advance(60);
	const [sourceId] = base.corpus.sources.keys();
	const source = { sourceId: { __rl: true, mode: 'id', value: sourceId } };
	const begun = await succeed(run('refreshSource', source));
	expect(begun.json).toMatchObject([{ name: 'Site', status: 'updating', sourceId }]);
	const found = await succeed(run('query', { query: 'faq' }));
	expect(found.json).toMatchObject([{ publicUrl: 'https://example.com/faq' }]);

	base.readyAtLook(3);
	const { json } = await succeed(
		run('refreshSource', { ...source, options: { waitUntilReady: true } }),
	);
	expect(json).toMatchObject([{ status: 'ready', numDocs: 1, urls: ['https://example.com/faq'] }]);
});
