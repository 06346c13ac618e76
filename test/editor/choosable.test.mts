import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const CREATE = {
	resource: 'agent',
	operation: 'create',
	name: 'Front Desk',
};
const created = () =>
	fixture.sandbox.requests.flatMap(({ method, body }) =>
		method === 'POST' ? [(body as { callTemplate?: object }).callTemplate] : [],
	);

test('a voice that was saved as a text is shown, and stays what it is when other things change', async () => {
	const editor = await fixture.openWith({
		...CREATE,
		additionalFields: { voice: 'Tanya', model: 'ultravox-v0.6' },
	});
	const panel = await editor.openNode(NODE);
	await panel.page.getByText('Voice', { exact: true }).first().waitFor();
	const shown = await panel.page
		.locator('input')
		.evaluateAll((inputs) => inputs.map((input) => (input as { value?: string }).value));
	await panel.paste('systemPrompt', 'Answer the phone.');
	await panel.execute();
	expect(await panel.outputJson()).toEqual([expect.objectContaining({ name: 'Front Desk' })]);
	expect(created()).toMatchObject([
		{ systemPrompt: 'Answer the phone.', voice: 'Tanya', model: 'ultravox-v0.6' },
	]);
	expect(shown).toEqual(expect.arrayContaining(['Tanya', 'ultravox-v0.6']));
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
