import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const created = () =>
	fixture.sandbox.requests.flatMap(({ method, body }) =>
		method === 'POST' ? [(body as { callTemplate?: object }).callTemplate] : [],
	);

test('rows of several kinds are added, one of them without fields of its own, and survive saving', async () => {
	const editor = await fixture.openWith({
		resource: 'agent',
		operation: 'create',
		name: 'Front Desk',
	});
	const panel = await editor.openNode(NODE);
	await panel.add('Tools');
	for (const kind of ['Hang Up', 'Transfer to a Person']) {
		await panel.page.getByTestId('fixed-collection-tools').locator('.el-select').last().click();
		await panel.entries.filter({ hasText: kind }).click();
	}
	await panel.fill('target', '+1 555 123 4567');
	await panel.close();
	const again = await fixture.reload(({ additionalFields }) =>
		JSON.stringify(additionalFields ?? {}).includes('4567'),
	);
	const reopened = await again.openNode(NODE);
	await reopened.execute();
	expect(await reopened.outputJson()).toEqual([expect.objectContaining({ name: 'Front Desk' })]);
	expect(created()).toMatchObject([
		{
			selectedTools: [
				{ toolName: 'hangUp' },
				{ toolName: 'coldTransfer', parameterOverrides: { target: '+15551234567' } },
			],
		},
	]);
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
