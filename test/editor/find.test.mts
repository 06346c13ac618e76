import { editorFixture } from './support/fixture.mts';

const fixture = editorFixture();

/** What people type who have not heard of Ultravox, or only of their telephone provider. */
const TYPED = [
	'ultravox',
	'voice agent',
	'ai voice',
	'voice ai',
	'voice bot',
	'phone call',
	'phone number',
	'outbound call',
	'inbound call',
	'make a call',
	'call summary',
	'call recording',
	'transcript',
	'telephony',
	'twilio',
	'telnyx',
	'plivo',
	'dial',
];

test('the node is found by what people type, with words that fit node and trigger', async () => {
	const editor = await fixture.open();
	await editor.newWorkflow();
	await editor.addFirst('manual', 'Manual Trigger');
	await editor.openPanel();
	const found = editor.found('Ultravox');
	for (const text of TYPED) {
		await editor.search(text);
		await found.waitFor();
		// Nothing is left over from the search before.
		await editor.search('no node has such words');
		await found.waitFor({ state: 'detached' });
	}
	await editor.search('ultravox');
	await found.click();
	const panel = editor.page.getByTestId('node-creator');
	await editor.found('Update a Twilio telephony config').waitFor();
	// The list before is taken away only after it has moved out.
	await found.waitFor({ state: 'detached' });
	await panel.getByText('Place phone calls with AI voice agents').first().waitFor();

	const actions = await panel.getByTestId('node-creator-item-name').allInnerTexts();
	expect(actions.slice(0, 3)).toEqual([
		'Update a Twilio telephony config',
		'Get a Twilio telephony config',
		'Create a Twilio telephony config',
	]);
	const calls = actions.indexOf('Create a call');
	expect(calls).toBeGreaterThan(0);
	expect(calls).toBeLessThan(actions.indexOf('Delete a call'));
});
