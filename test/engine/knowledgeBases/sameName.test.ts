/** Items of one run that would replace one another. */
import { succeed } from '../../support/expectSuccess';
import { file, itemWith, useKnowledgeBase } from './fixture';

const base = useKnowledgeBase();
const { run } = base;

const REPLACE = { replaceSameName: true };
const OLD = [['Manual', 'Old hours']];

const named = (...names: string[]) =>
	names.map((name, index) => itemWith({ data: file(`${index}.txt`, `Text ${index}`) }, { name }));

const parameters = { sourceName: '={{ $json.name }}', options: REPLACE };

beforeEach(() => {
	base.sandbox.switches.sourceSeconds = 0;
	base.addSource('Manual', 'Old hours', '2026-01-05T08:00:00.000Z');
});

it('are refused before anything is added, as only the last one would be left', async () => {
	const items = named('Manual', 'Prices', 'Manual');
	const { error } = await run('addFile', parameters, { items });
	expect(error?.message).toBe(
		'Rows 1 and 3: Source Name: it is "Manual" in each of them, so each would replace the one before',
	);
	expect(error?.description).toContain('Aggregate');
	expect(base.writes()).toEqual([]);
	expect(base.contents()).toEqual(OLD);
});

it('are refused with Continue On Fail, all of them, and others are added', async () => {
	const items = named('Manual', 'Prices', 'Manual');
	const { json } = await succeed(
		run('addFile', parameters, { items, onError: 'continueRegularOutput' }),
	);
	expect(json).toMatchObject([
		{ error: expect.stringMatching(/^Rows 1 and 3: /) },
		{ name: 'Prices' },
		{ error: expect.stringMatching(/^Rows 1 and 3: /) },
	]);
	expect(base.contents()).toEqual([...OLD, ['Prices', 'Text 1']]);
});

it('have their name called as the panel does when Ultravox refuses it', async () => {
	const items = named('x'.repeat(201));
	const { error } = await run('addFile', parameters, { items });
	expect(error?.message).toMatch(/^Source Name: /);
});

it('are added side by side without the option', async () => {
	await succeed(run('addFile', { sourceName: 'Manual' }, { items: named('Manual', 'Manual') }));
	expect(base.contents()).toEqual([...OLD, ['Manual', 'Text 0'], ['Manual', 'Text 1']]);
});

describe('with web pages', () => {
	const pages = (...urls: string[]) => urls.map((url) => ({ json: { url } }));
	const parameters = { sourceName: 'Manual', urls: '={{ $json.url }}', options: REPLACE };
	const [one, other] = ['https://example.com/one', 'https://example.com/other'];

	it('are refused where they are not the same', async () => {
		const { error } = await run('addWebPages', parameters, { items: pages(one, other) });
		expect(error?.message).toMatch(/^Rows 1 and 2: Source Name: it is "Manual"/);
		expect(base.contents()).toEqual(OLD);
	});

	it('leave one source where they are', async () => {
		await succeed(run('addWebPages', parameters, { items: pages(one, one) }));
		expect(base.contents().map(([name]) => name)).toEqual(['Manual']);
	});
});
