/** The credentials that a step needs stand together, before anything else. */
import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

test('all credentials stand together at the top of the panel', async () => {
	const editor = await fixture.openWith({ accountSource: 'credential' });
	const { page } = await editor.openNode(NODE);
	const texts = ['Credential', 'Twilio Account Credential', 'Resource', 'Twilio Account'];
	const places = await Promise.all(
		texts.map(async (text) => {
			const shown = page.getByTestId('ndv').getByText(text, { exact: true }).first();
			return { text, top: (await shown.boundingBox())?.y ?? NaN };
		}),
	);
	expect(places.sort((one, other) => one.top - other.top).map(({ text }) => text)).toEqual(texts);
});
