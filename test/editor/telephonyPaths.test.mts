/** What people set out to do with a configuration, from the empty panel to what is stored at Ultravox. */
import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
const AUTH_TOKEN = 'f'.repeat(32);

const writes = () =>
	fixture.sandbox.requests.filter(({ method }) => method !== 'GET').map(({ body }) => body);
const agentId = (name: string) =>
	[...fixture.sandbox.state.agents.values()].find((agent) => agent.name === name)?.agentId ?? '';
const stored = () => fixture.sandbox.state.configs.twilio;

test('no configuration yet: who follows the advice gets the one that was meant', async () => {
	fixture.sandbox.state.configs.twilio = null;
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'Only These Agents');
	await panel.choose('callCreationAllowedAgentIds', 'Survey Bergen 2', 'Bergen 2');
	await panel.closeDropdown();
	await panel.choose('mappingMode', 'Replace');
	await panel.addRow();
	// As it stands in the prompt: n8n makes an expression of it.
	await panel.paste('contextField', '{{user.phone}}');
	await panel.execute();
	expect(await panel.refusal()).toEqual({
		message: 'This Ultravox account has no Twilio configuration yet',
		description: expect.stringContaining('"Create or Update"'),
	});

	await panel.choose('operation', 'Create or Update');
	await panel.execute();
	expect(await panel.refusal()).toEqual({
		message: 'Twilio Account Credential: none is chosen',
		description: expect.stringContaining('set Twilio Account to From the Fields Below'),
	});
	expect(stored()).toBeNull();

	await panel.choose('accountSource', 'From the Fields Below');
	await panel.type('accountSid', ACCOUNT_SID);
	await panel.paste('authToken', ` ${AUTH_TOKEN}\n`);
	await panel.execute();
	const settings = {
		callCreationAllowAllAgents: false,
		callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
		requestContextMapping: { From: 'user.phone' },
	};
	expect(await panel.outputJson()).toEqual([expect.objectContaining(settings)]);
	expect(stored()).toEqual({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, ...settings });
});

test('the line is opened for all agents, and brought back to one', async () => {
	fixture.sandbox.seedConfig('twilio', {
		callCreationAllowedAgentIds: [agentId('Front Desk Lisbon')],
		requestContextMapping: { From: 'user.phone' },
	});
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'All Agents');
	await panel.execute();
	expect(await panel.outputJson()).toEqual([
		expect.objectContaining({ callCreationAllowAllAgents: true }),
	]);
	expect(stored()).toMatchObject({ callCreationAllowAllAgents: true });

	await panel.choose('agentAccess', 'Only These Agents');
	await panel.choose('callCreationAllowedAgentIds', 'Survey Bergen 2', 'Bergen 2');
	await panel.closeDropdown();
	await panel.execute();
	const closed = {
		callCreationAllowAllAgents: false,
		callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
	};
	expect(await panel.outputJson()).toEqual([expect.objectContaining(closed)]);
	expect(writes().at(-1)).toEqual(closed);
	expect(stored()).toMatchObject({ ...closed, requestContextMapping: { From: 'user.phone' } });
});

test('a dry run shows what would be changed; without it the same panel does it', async () => {
	fixture.sandbox.seedConfig('twilio', {
		callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
		requestContextMapping: { From: 'user.phone' },
	});
	const before = structuredClone(stored());
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'No Agent');
	await panel.add('Dry Run');
	await panel.execute();
	expect(await panel.outputJson()).toEqual([
		{
			dryRun: true,
			changed: true,
			changes: [
				{
					field: 'callCreationAllowedAgentIds',
					before: [agentId('Survey Bergen 2')],
					after: [],
				},
			],
		},
	]);
	expect(writes()).toEqual([]);
	expect(stored()).toEqual(before);

	await panel.turn('dryRun');
	await panel.execute();
	expect(await panel.outputJson()).toEqual([
		expect.objectContaining({ callCreationAllowedAgentIds: [] }),
	]);
	expect(stored()).toEqual({ ...before, callCreationAllowedAgentIds: [] });
});

test('a workflow that is saved and loaded again does what was set', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'Add Agents');
	await panel.choose('callCreationAllowedAgentIds', 'Survey Bergen 2', 'Bergen 2');
	await panel.closeDropdown();
	await panel.choose('mappingMode', 'Add or Change');
	await panel.addRow();
	await panel.type('contextField', 'user.phone');
	await panel.add('Report Changes');

	const again = await fixture.reload(({ options }) =>
		Boolean((options as { reportChanges?: boolean } | undefined)?.reportChanges),
	);
	const loaded = await again.openNode(NODE);
	expect(await loaded.chosen('accountSource')).toBe('Keep as It Is');
	expect(await loaded.chosen('agentAccess')).toBe('Add Agents');
	await loaded.execute();
	expect(await loaded.outputJson()).toEqual([expect.objectContaining({ changed: true })]);
	expect(writes()).toEqual([
		{
			callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
			requestContextMapping: { From: 'user.phone' },
		},
	]);
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
