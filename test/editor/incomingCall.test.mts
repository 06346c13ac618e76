import {
	HostClient,
	type StoredCredential,
	type StoredWorkflow,
} from '../../scripts/host/client.mts';
import { waitFor } from '../../scripts/host/waitFor.mts';
import { editorFixture } from './support/fixture.mts';
import { sharedEditor } from './support/shared-editor.mts';

const fixture = editorFixture();
const { url, owner } = sharedEditor();
const client = new HostClient(url);
let twilio: StoredCredential;

const AGENT = 'Night Service Oslo 2';
const DEFAULT_AGENT = 'Front Desk Lisbon';

const idOf = (wanted: string) =>
	[...fixture.sandbox.state.agents.values()].find(({ name }) => name === wanted)?.agentId ?? '';

/** Somebody calls a number whose calls go to the workflow, again until n8n listens. */
const call = async ({ nodes }: StoredWorkflow, endpoint: string) => {
	const { incoming, phoneNumbers } = fixture.sandbox;
	const address = `https://n8n.example.com/${endpoint}/${String(nodes[0].webhookId)}/incoming-call`;
	const to = phoneNumbers.seedAt('twilio', address);
	return await waitFor('n8n to listen', async () => {
		const called = await incoming.call({ provider: 'twilio', to });
		return called.steps[0].status === 404 ? undefined : called;
	});
};

const agentOf = (callId: string | undefined) =>
	fixture.sandbox.state.calls.get(callId ?? '')?.agentId;

beforeAll(async () => {
	await client.login(owner);
	twilio = await client.createCredential({
		name: 'Twilio',
		type: 'ultravoxTwilioApi',
		data: fixture.sandbox.state.phoneProviders.twilio.account,
	});
});

afterAll(async () => {
	if (twilio) await client.call('DELETE', `/credentials/${twilio.id}`);
	await client.close();
});

test('a workflow is made on an empty canvas, tried with a call, published, and answers the next one', async () => {
	const { seedConfig } = fixture.sandbox;
	seedConfig('twilio', { callCreationAllowedAgentIds: [idOf(AGENT), idOf(DEFAULT_AGENT)] });
	const editor = await fixture.open();
	const { page } = editor;
	await editor.newWorkflow();
	await editor.addFirst('incoming call', 'Ultravox Incoming Call Trigger');
	await page.getByText('Add to workflow').click();
	const trigger = await editor.nodePanel();
	expect(await trigger.chosen('provider')).toBe('Twilio');
	await page.getByTestId('node-credentials-select').first().click();
	await page
		.getByTestId(`node-credentials-select-item-${fixture.ultravox.id}`)
		.filter({ visible: true })
		.click();
	const defaults = await trigger.openList('defaultAgentId');
	await defaults.search(DEFAULT_AGENT);
	await defaults.choose(DEFAULT_AGENT);

	await trigger.execute();
	await page.getByText('Listening for test event').first().waitFor();
	const workflow = await client.workflow(/workflow\/(\w+)/.exec(page.url())?.[1] ?? '');
	const tried = await call(workflow, 'webhook-test');
	// Nothing behind the trigger decides yet.
	expect(agentOf(tried.callId)).toBe(idOf(DEFAULT_AGENT));
	expect(await trigger.outputJson()).toEqual([
		expect.objectContaining({ from: '+15551230000', provider: 'twilio' }),
	]);
	await trigger.close();

	await editor.openPanel();
	await editor.search('ultravox');
	await editor.found('Ultravox').click();
	await editor.found('Answer an incoming call').click();
	const answer = await editor.nodePanel();
	const agents = await answer.openList('agentId');
	await agents.search(AGENT);
	await agents.choose(AGENT);
	await answer.close();
	await editor.publish();

	const called = await waitFor('the workflow to answer', async () => {
		const result = await call(workflow, 'webhook');
		return agentOf(result.callId) === idOf(AGENT) ? result : undefined;
	});
	expect(called.outcome).toBe('speaks with an agent');
	expect(called.summary).toContain(AGENT);
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
