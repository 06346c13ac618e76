/** Files of items become sources of a knowledge base. */
import { runNode } from '../../support/harness';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { succeed } from '../../support/expectSuccess';
import { file, itemWith, SOURCES, UPLOADS, useKnowledgeBase } from './fixture';

jest.setTimeout(60_000);

const base = useKnowledgeBase();
const { run } = base;

const hours = file('hours.txt', 'Open from nine to five.');
const NAME = { sourceName: 'Manual' };

it('goes straight to where Ultravox wants it, without the key, with the type that its name says', async () => {
	const { json, stored } = await succeed(
		run('addFile', NAME, { items: [itemWith({ data: hours })] }),
	);
	const [source] = base.corpus.sources.values();
	expect(json).toEqual([
		{
			name: 'Manual',
			description: null,
			status: 'initializing',
			numDocs: null,
			kind: 'files',
			urls: [],
			lastUpdated: null,
			created: expect.any(String),
			sourceId: source.sourceId,
			knowledgeBaseId: base.corpus.corpusId,
			fileNames: ['hours.txt'],
		},
	]);
	expect(base.contents()).toEqual([['Manual', 'Open from nine to five.']]);
	expect(source.documents).toMatchObject([{ title: 'hours.txt', mimeType: 'text/plain' }]);
	expect(base.sandbox.storage.requests).toMatchObject([{ status: 200, carriedKey: false }]);
	// The signed address would let anybody write there.
	expect(stored).not.toContain('signature=');
});

it('of one item become one source: by names, or by how they begin', async () => {
	const binary = {
		other: file('left-out.txt', 'Not this one'),
		data_0: hours,
		data_1: file('Prices.PDF', 'Prices'),
		more: file('notes.md', 'Notes'),
	};
	await succeed(
		run('addFile', { ...NAME, binaryPropertyName: 'more, data*' }, { items: [itemWith(binary)] }),
	);
	expect(base.contents()).toEqual([['Manual', 'Notes', 'Open from nine to five.', 'Prices']]);
	const [{ documents }] = base.corpus.sources.values();
	expect(documents.map(({ mimeType }) => mimeType)).toEqual([
		'text/markdown',
		'text/plain',
		'application/pdf',
	]);
});

it('that n8n keeps outside of memory is passed through', async () => {
	const { sandbox } = base;
	sandbox.switches.recordingBytes = 5_000_000;
	const [{ callId }] = sandbox.calls.seed(1, { body: { recordingEnabled: true } });
	const recording = await succeed(
		runNode({
			node: Ultravox,
			parameters: {
				resource: 'call',
				operation: 'getRecording',
				callId: { __rl: true, mode: 'id', value: callId },
			},
			credentials: base.account.credentials(),
		}),
	);
	const kept = recording.getBinaryInfo(recording.items[0]);
	expect(kept.id).toEqual(expect.any(String));
	const data = { ...kept, fileName: 'sound.txt' };
	await succeed(run('addFile', NAME, { items: [itemWith({ data })] }));
	const [{ documents }] = base.corpus.sources.values();
	expect(documents[0].content.equals(await recording.getBinary(recording.items[0]))).toBe(true);
});

it('is sent again to a fresh address where the storage did not take it', async () => {
	base.sandbox.switches.uploadStatuses = [503, 403];
	await succeed(run('addFile', NAME, { items: [itemWith({ data: hours })] }));
	expect(base.contents()).toEqual([['Manual', 'Open from nine to five.']]);
	const paths = base.sandbox.storage.requests.map(({ path }) => path);
	expect(new Set(paths).size).toBe(3);
});

it('is said not to have been taken, when that does not help', async () => {
	base.sandbox.switches.uploadStatuses = [503, 503];
	const { error } = await run(
		'addFile',
		{ ...NAME, options: { maxRetries: 1 } },
		{ items: [itemWith({ data: hours })] },
	);
	const { host } = new URL(base.sandbox.storage.url);
	expect(error?.message).toBe(
		`${host}, where Ultravox keeps files, did not take the file (status 503), after 2 tries`,
	);
	expect(base.corpus.sources.size).toBe(0);
});

it('is not sent to an address that is not safe', async () => {
	base.sandbox.faults.add({
		path: UPLOADS,
		status: 201,
		body: {
			documentId: '5f3c9a10-7b21-4e8d-9c46-0a1b2c3d4e5f',
			presignedUrl: 'http://files.example/here',
		},
	});
	const { error } = await run('addFile', NAME, { items: [itemWith({ data: hours })] });
	expect(error?.message).toBe(
		'Ultravox wants the file at an address at files.example to which it is not sent',
	);
});

it('is not added twice when the answer is lost', async () => {
	base.sandbox.faults.add({ method: 'POST', path: SOURCES, reset: 'before', applyFirst: true });
	const { json } = await succeed(run('addFile', NAME, { items: [itemWith({ data: hours })] }));
	expect(json[0].sourceId).toBe([...base.corpus.sources.keys()][0]);
	expect(base.contents()).toEqual([['Manual', 'Open from nine to five.']]);
});

describe('is refused before anything is sent:', () => {
	const big = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
	it.each([
		['not there', {}, 'this item has no file in data', 'It has no files at all'],
		['under another name', { doc: hours }, 'this item has no file in data', 'It has doc.'],
		['empty', { data: file('a.txt', '') }, 'the file a.txt is empty', 'Leave it out'],
		['too large', { data: file('a.pdf', big) }, 'has 10.0 MB, and Ultravox takes at most 10', ''],
		[
			'of another type',
			{ data: file('prices.xlsx', 'x') },
			'does not take the file prices.xlsx',
			'doc, docx, epub, md, pdf, ppt, pptx, txt',
		],
	])('%s', async (_, binary, message, description) => {
		const { error } = await run('addFile', NAME, { items: [itemWith(binary)] });
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(description);
		expect(base.sandbox.requests).toEqual([]);
	});

	it('more than 200', async () => {
		const binary = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`f${at}`, hours]));
		const { error } = await run(
			'addFile',
			{ ...NAME, binaryPropertyName: 'f*' },
			{ items: [itemWith(binary)] },
		);
		expect(error?.message).toContain('there are 201 files, and a source has at most 200');
		expect(base.sandbox.requests).toEqual([]);
	});

	it('into a knowledge base with 20 sources', async () => {
		for (let count = 0; count < 20; count++) base.addSource(`Source ${count}`, 'Text');
		const { error } = await run('addFile', NAME, { items: [itemWith({ data: hours })] });
		expect(error?.message).toBe('The knowledge base has 20 sources, and Ultravox allows 20');
		expect(base.writes()).toEqual([]);
	});
});

it('calls the name as the panel does when Ultravox refuses it', async () => {
	const items = [itemWith({ data: hours })];
	const { error } = await run('addFile', { sourceName: 'x'.repeat(201) }, { items });
	expect(error?.message).toMatch(/^Source Name: /);
});

it('takes the type that n8n knows where the name has no ending', async () => {
	const data = file('readme', 'Text', 'text/plain; charset=utf-8');
	await succeed(run('addFile', NAME, { items: [itemWith({ data })] }));
	expect([...base.corpus.sources.values()][0].documents[0].mimeType).toBe('text/plain');
});
