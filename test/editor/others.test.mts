import { waitFor } from '../../scripts/host/waitFor.mts';
import { AGENTS, editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const CUSTOM_CALL = 'Custom API Call';

test(`one agent among ${AGENTS} is found by typing`, async () => {
	const editor = await fixture.openWith({ resource: 'agent', operation: 'get' });
	const panel = await editor.openNode(NODE);
	const list = await panel.openList('agentId');
	await list.search('Night Service Malmö 4');
	await list.choose('Night Service Malmö 4');
	await panel.execute();
	expect(await panel.outputJson()).toEqual([
		expect.objectContaining({ name: 'Night Service Malmö 4' }),
	]);
});

test('the list of agents goes on when it is scrolled', async () => {
	const editor = await fixture.openWith({ resource: 'agent', operation: 'get' });
	const panel = await editor.openNode(NODE);
	const list = await panel.openList('agentId');
	const before = await list.entries.count();
	expect(before).toBeLessThan(AGENTS);
	await list.scrollOn();
	await list.entries.nth(before).waitFor();
});

test('the trigger listens for a test event and shows the call', async () => {
	fixture.sandbox.switches.deliverWebhooks = false;
	const editor = await fixture.open();
	await editor.newWorkflow();
	await editor.addFirst('ultravox', 'Ultravox');
	await editor.found('On call ended').click();
	const panel = await editor.nodePanel();
	await panel.execute();
	await editor.page.getByText('Listening for test event').first().waitFor();
	const webhook = await waitFor('the test webhook', () =>
		Promise.resolve([...fixture.sandbox.state.webhooks.values()].at(0)),
	);
	expect(webhook).toMatchObject({ events: ['call.ended'] });

	const [{ callId }] = fixture.sandbox.calls.seed(1);
	expect(await fixture.sandbox.webhooks.deliver('call.ended', callId)).toEqual([204]);
	expect(await panel.outputJson()).toEqual([
		{ event: 'call.ended', call: expect.objectContaining({ callId }) },
	]);
	// n8n takes its test webhook back after it has answered.
	await waitFor('the test webhook to go', async () =>
		fixture.sandbox.state.webhooks.size === 0 ? true : undefined,
	);
});

test('every operation of every resource opens', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.open('resource');
	const resources = (await panel.entryTitles()).filter((title) => title !== CUSTOM_CALL);
	expect(resources).toEqual(expect.arrayContaining(['Twilio Telephony Config', 'Agent', 'Call']));
	await panel.closeDropdown();
	for (const resource of resources) {
		await panel.choose('resource', resource);
		await panel.open('operation');
		// n8n adds a last entry of its own to every node with a credential.
		const operations = (await panel.entryTitles()).filter((title) => title !== CUSTOM_CALL);
		await panel.closeDropdown();
		for (const operation of operations) {
			await panel.choose('operation', operation);
			expect(await panel.chosen('operation')).toBe(operation);
		}
	}
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
