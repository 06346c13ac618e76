/** Replace Source of the Same Name: never twice, never a gap. */
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { succeed } from '../../support/expectSuccess';
import { file, itemWith, ONE_SOURCE, SOURCES, useKnowledgeBase } from './fixture';

jest.setTimeout(60_000);

const base = useKnowledgeBase();
const { run } = base;

const LONG_AGO = '2026-01-05T08:00:00.000Z';
const items = [itemWith({ data: file('hours.txt', 'New hours') })];
const REPLACE = { replaceSameName: true };
const replacing = { sourceName: 'Manual', options: REPLACE };

beforeEach(() => {
	base.addSource('Manual', 'Old hours', LONG_AGO);
	base.addSource('Prices', 'Prices', LONG_AGO);
});

const OLD = [
	['Manual', 'Old hours'],
	['Prices', 'Prices'],
];
const NEW = [
	['Prices', 'Prices'],
	['Manual', 'New hours'],
];

it('deletes the old one only when the new one is ready', async () => {
	const { clock, faults } = base.sandbox;
	clock.freeze();
	let before: unknown;
	faults.add({
		method: 'GET',
		path: ONE_SOURCE,
		after: 1,
		async meanwhile() {
			before = base.contents();
			await clock.advance(60);
		},
	});
	const { json } = await succeed(run('addFile', replacing, { items }));
	expect(before).toEqual([...OLD, ['Manual', 'New hours']]);
	expect(base.contents()).toEqual(NEW);
	expect(json).toMatchObject([{ name: 'Manual', status: 'ready', numDocs: 1 }]);
});

it('is the same when it runs again, and clears up what a broken run has left', async () => {
	base.sandbox.switches.sourceSeconds = 0;
	base.addSource('Manual', 'Left over', LONG_AGO);
	for (let night = 0; night < 3; night++) {
		await succeed(run('addFile', replacing, { items }));
		expect(base.contents()).toEqual(NEW);
	}
});

it('leaves the old one where the new one does not get ready', async () => {
	base.sandbox.clock.freeze();
	const { error } = await run(
		'addFile',
		{ ...replacing, options: { ...REPLACE, maximumWait: 0.01 } },
		{ items },
	);
	expect(error?.message).toBe('The source "Manual" was not ready within 0.01 minutes');
	expect(error?.description).toContain('what it was to replace is still there');
	expect(base.contents()).toEqual(OLD);
});

it('leaves both when it is stopped, and the next run clears up', async () => {
	const stop = new AbortController();
	base.sandbox.clock.freeze();
	base.sandbox.faults.add({ method: 'GET', path: ONE_SOURCE, meanwhile: () => stop.abort() });
	const { status } = await run('addFile', replacing, { items, signal: stop.signal });
	expect(status).toBe('canceled');
	expect(base.contents()).toEqual([...OLD, ['Manual', 'New hours']]);
	await base.sandbox.clock.advance(60);
	base.sandbox.switches.sourceSeconds = 0;
	await succeed(run('addFile', replacing, { items }));
	expect(base.contents()).toEqual(NEW);
});

it('leaves the old one where nothing is found in the new one', async () => {
	base.sandbox.switches.sourceSeconds = 0;
	base.sandbox.switches.sourcesStayEmpty = true;
	const pages = { ...replacing, urls: 'https://example.com' };
	const { error } = await run('addWebPages', pages);
	expect(error?.message).toBe(
		'Nothing was found in the new source "Manual", so the one before stays',
	);
	expect(base.contents()).toEqual(OLD);
});

it('leaves the old one where the file is not taken', async () => {
	base.sandbox.switches.uploadStatuses = [403];
	const { error } = await run(
		'addFile',
		{ ...replacing, options: { ...REPLACE, maxRetries: 0 } },
		{ items },
	);
	expect(error?.message).toContain('did not take the file');
	expect(base.contents()).toEqual(OLD);
});

it('says that both are there, and a retry deletes the old one', async () => {
	const { faults, switches } = base.sandbox;
	switches.sourceSeconds = 0;
	const options = { ...REPLACE, maxRetries: 0 };
	faults.add({ method: 'DELETE', path: ONE_SOURCE, status: 403 });
	const failed = await run('addFile', { ...replacing, options }, { items });
	expect(failed.error?.message).toBe(
		'The new source is ready, but the one before could not be deleted',
	);
	expect(base.contents()).toEqual([...OLD, ['Manual', 'New hours']]);

	faults.add({ method: 'DELETE', path: ONE_SOURCE, status: 403 });
	await succeed(
		run('addFile', { ...replacing, options }, { items, retryOnFail: { waitBetweenTries: 1 } }),
	);
	expect(base.contents()).toEqual(NEW);
	// The retry went on with what was there.
	const uploads = base.writes().filter((write) => write.endsWith('/uploads'));
	expect(uploads).toHaveLength(2);
});

it('leaves one of two that run at once in one process', async () => {
	base.sandbox.switches.sourceSeconds = 0.2;
	const at = async (text: string) =>
		await succeed(
			run('addFile', replacing, { items: [itemWith({ data: file('hours.txt', text) })] }),
		);
	await Promise.all([at('First'), at('Second')]);
	expect(base.contents()).toEqual([
		['Prices', 'Prices'],
		['Manual', 'Second'],
	]);
});

/** The node's code with a memory of its own, as another process of n8n has it. */
async function otherProcess(): Promise<typeof Ultravox> {
	let loaded = Ultravox;
	await jest.isolateModulesAsync(async () => {
		({ Ultravox: loaded } = await import('../../../nodes/Ultravox/Ultravox.node'));
	});
	return loaded;
}

describe('of two that run at once in two processes', () => {
	const start = async () => {
		const node = await otherProcess();
		return async (text: string, options = {}) =>
			await run(
				'addFile',
				{ ...replacing, options: { ...REPLACE, ...options } },
				{ node, items: [itemWith({ data: file('hours.txt', text) })] },
			);
	};
	const manuals = () => base.contents().filter(([name]) => name === 'Manual');

	it('leaves the newer one, which was ready first', async () => {
		const { clock, faults } = base.sandbox;
		const [first, second] = [await start(), await start()];
		clock.freeze();
		// Everything of the second run happens while the first one looks at its source.
		faults.add({
			method: 'GET',
			path: ONE_SOURCE,
			async meanwhile() {
				await clock.advance(1);
				base.sandbox.switches.sourceSeconds = 0;
				await succeed(second('Second'));
			},
		});
		const { json } = await succeed(first('First'));
		expect(manuals()).toEqual([['Manual', 'Second']]);
		expect(json).toMatchObject([
			{ warnings: [expect.stringContaining('Another run added a newer source "Manual"')] },
		]);
	});

	it('leaves the older one where the newer one fails', async () => {
		const { clock, faults, switches } = base.sandbox;
		const [first, second] = [await start(), await start()];
		clock.freeze();
		faults.add({
			method: 'GET',
			path: ONE_SOURCE,
			async meanwhile() {
				await clock.advance(1);
				switches.sourceSeconds = Infinity;
				const { error } = await second('Second', { maximumWait: 0.01 });
				expect(error?.message).toContain('was not ready');
				await clock.advance(60);
			},
		});
		await succeed(first('First'));
		expect(manuals()).toEqual([['Manual', 'First']]);
	});
});

it('finds its own source after a lost answer', async () => {
	const { faults, switches } = base.sandbox;
	switches.sourceSeconds = 0;
	faults.add({ method: 'POST', path: SOURCES, reset: 'before', applyFirst: true });
	await succeed(run('addFile', replacing, { items }));
	expect(base.contents()).toEqual(NEW);
});

it('says what to do where there is no room for the new one beside the old one', async () => {
	for (let count = 2; count < 20; count++) base.addSource(`Source ${count}`, 'Text');
	const { error } = await run('addFile', replacing, { items });
	expect(error?.description).toContain('there has to be room for one more');
	expect(base.writes()).toEqual([]);
});

it('does not touch others without the option', async () => {
	await succeed(run('addFile', { sourceName: 'Manual' }, { items }));
	expect(base.contents()).toEqual([...OLD, ['Manual', 'New hours']]);
});

it('puts no item in the place of another one of the same run', async () => {
	const two = ['one', 'two'].map((text) => itemWith({ data: file(`${text}.txt`, text) }));
	const { error } = await run('addFile', replacing, { items: two });
	expect(error?.message).toMatch(/^Rows 1 and 2: Source Name: it is "Manual" in each of them/);
	expect(error?.description).toContain('{{ $binary.data.fileName }}');
	expect(base.contents()).toEqual(OLD);

	base.sandbox.switches.sourceSeconds = 0;
	await succeed(
		run('addFile', { ...replacing, sourceName: '={{ $binary.data.fileName }}' }, { items: two }),
	);
	expect(base.contents()).toEqual([...OLD, ['one.txt', 'one'], ['two.txt', 'two']]);
});
