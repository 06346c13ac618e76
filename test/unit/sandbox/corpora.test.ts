import { startSandbox, type Sandbox } from '../../../sandbox';
import { caller, type Call } from './caller';

let sandbox: Sandbox;
let call: Call;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 1 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	sandbox.clock.freeze();
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

async function corpus(): Promise<string> {
	const { body } = await call('POST', '/api/corpora', { name: 'Shop' });
	return `/api/corpora/${(body as { corpusId: string }).corpusId}`;
}

async function place(path: string): Promise<{ documentId: string; presignedUrl: string }> {
	const { body } = await call('POST', `${path}/uploads`, {
		mimeType: 'text/plain',
		fileName: 'a.txt',
	});
	return body as { documentId: string; presignedUrl: string };
}

const put = async (url: string, headers: Record<string, string> = {}, body = 'Text') =>
	(await fetch(url, { method: 'PUT', headers: { 'content-type': 'text/plain', ...headers }, body }))
		.status;

test('a file is taken at its address only, of its type, within five minutes, without the key', async () => {
	const { presignedUrl } = await place(await corpus());
	expect(await put(presignedUrl, { 'x-api-key': sandbox.apiKey })).toBe(400);
	expect(await put(presignedUrl, { 'content-type': 'text/markdown' })).toBe(403);
	expect(await put(presignedUrl, { 'content-type': 'text/plain; charset=utf-8' })).toBe(403);
	expect(await put(`${presignedUrl}0`)).toBe(403);
	expect(await put(presignedUrl, {}, 'x'.repeat(10 * 1024 * 1024 + 1))).toBe(400);
	expect(await put(presignedUrl)).toBe(200);
	await sandbox.clock.advance(300);
	expect(await put(presignedUrl)).toBe(400);
});

test('a source is made of files that were uploaded, and takes its time', async () => {
	const path = await corpus();
	const { documentId, presignedUrl } = await place(path);
	const wish = { name: 'Manual', upload: { documentIds: [documentId] } };
	expect((await call('POST', `${path}/sources`, wish)).status).toBe(400);
	await put(presignedUrl);
	const { body } = await call('POST', `${path}/sources`, wish);
	expect(body).toMatchObject({ stats: { status: 'SOURCE_STATUS_INITIALIZING' } });
	expect((await call('POST', `${path}/query`, { query: 'text' })).status).toBe(400);
	await sandbox.clock.advance(3);
	expect((await call('GET', path)).body).toMatchObject({
		stats: { status: 'CORPUS_STATUS_READY', numDocs: 1 },
	});
	expect((await call('POST', `${path}/query`, { query: 'text' })).body).toMatchObject([
		{ content: 'Text', citation: { documentId, title: 'a.txt' } },
	]);
	const { sourceId } = body as { sourceId: string };
	const changed = await call('PATCH', `${path}/sources/${sourceId}`, { name: 'New' });
	expect(changed.body).toMatchObject({ stats: { status: 'SOURCE_STATUS_UPDATING' } });
});

test('a source says once where it comes from', async () => {
	const path = await corpus();
	const crawl = { startUrls: ['https://example.com'] };
	const both = { name: 'Site', crawl, upload: { documentIds: [] } };
	expect((await call('POST', `${path}/sources`, { name: 'Site' })).status).toBe(400);
	expect((await call('POST', `${path}/sources`, both)).status).toBe(400);
	expect((await call('POST', `${path}/sources`, { name: 'Site', crawl })).status).toBe(201);
});

test('there are two corpora, and twenty sources in each', async () => {
	const path = await corpus();
	await corpus();
	expect((await call('POST', '/api/corpora', { name: 'Third' })).status).toBe(400);
	const wish = { name: 'Site', crawl: { startUrls: ['https://example.com'] } };
	for (let count = 0; count < 20; count++) {
		expect((await call('POST', `${path}/sources`, wish)).status).toBe(201);
	}
	expect((await call('POST', `${path}/sources`, wish)).status).toBe(400);
});

test('names of sources may have to differ', async () => {
	sandbox.switches.sameSourceName = 'refuse';
	const path = await corpus();
	const wish = { name: 'Site', crawl: { startUrls: ['https://example.com'] } };
	expect((await call('POST', `${path}/sources`, wish)).status).toBe(201);
	expect((await call('POST', `${path}/sources`, wish)).status).toBe(400);
});
