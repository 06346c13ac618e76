import { CredentialDialog } from '../../scripts/editor/credentials.mts';
import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const patches = () =>
	fixture.sandbox.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const agentId = (name: string) =>
	[...fixture.sandbox.state.agents.values()].find((agent) => agent.name === name)?.agentId;

test('a first-time user gets from an empty canvas to an updated configuration', async () => {
	const editor = await fixture.open();
	const { page } = editor;
	await editor.newWorkflow();
	await editor.addFirst('manual', 'Manual Trigger');

	await editor.openPanel();
	await editor.search('twilio');
	await editor.found('Ultravox').waitFor();
	await editor.search('ultravox');
	await editor.found('Ultravox').click();
	await editor.found('Update a Twilio telephony config').click();
	const panel = await editor.nodePanel();

	// There is a credential already, so this user makes one more.
	const dialog = await CredentialDialog.openAnother(page);
	await dialog.fill('apiKey', 'not the key');
	await dialog.fill('baseUrl', `${fixture.sandbox.url}/`);
	await dialog.save();
	expect(await dialog.refusal()).toContain('Ultravox did not accept this API key');
	await dialog.fill('apiKey', fixture.sandbox.apiKey);
	await dialog.save();
	// A credential whose test goes well closes its dialog.
	await dialog.root.waitFor({ state: 'hidden' });
	const saved = await CredentialDialog.openChosen(page);
	await saved.success.waitFor();
	await saved.close();

	await panel.choose('agentAccess', 'Only These Agents');
	await panel.choose('callCreationAllowedAgentIds', 'Survey Bergen 2', 'Bergen 2');
	await panel.closeDropdown();
	await panel.choose('mappingMode', 'Replace');
	await panel.addRow();
	await panel.choose('requestField', 'Called Number (To)');
	await panel.fill('contextField', 'line.number');
	await panel.addRow();
	await panel.setExpression('requestField', 'X-Shop');
	await panel.fill('contextField', 'shop');
	await panel.execute();

	const change = {
		callCreationAllowAllAgents: false,
		callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
		requestContextMapping: { To: 'line.number', 'X-Shop': 'shop' },
	};
	expect(await panel.outputJson()).toEqual([expect.objectContaining(change)]);
	expect(patches()).toEqual([change]);
	expect(fixture.sandbox.state.configs.twilio).toMatchObject(change);
});

test('fields of the account are there when they are wanted, and only then', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	expect(await panel.has('accountSid')).toBe(false);
	await panel.choose('accountSource', 'From the Fields Below');
	await panel.fill('accountSid', 'AC12');
	await panel.fill('authToken', 'no token');
	await panel.execute();
	expect(await panel.refusal()).toMatchObject({
		message: 'Account SID: "AC12" does not look right',
		description: expect.stringContaining('Copy it from the Twilio console'),
	});
	expect(patches()).toEqual([]);
});

test('nothing set: the message says what to do', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.execute();
	expect(await panel.refusal()).toMatchObject({
		message: 'Nothing is chosen that could be changed',
		description: expect.stringContaining('Who May Take Calls'),
	});
	expect(fixture.sandbox.requests).toEqual([]);
});

test('rows that clash are named, and put right in place', async () => {
	const editor = await fixture.openWith({
		mappingMode: 'replace',
		requestContextMapping: {
			mappings: [
				{ requestField: 'To', contextField: 'line.number' },
				{ requestField: 'From', contextField: 'line' },
			],
		},
	});
	const panel = await editor.openNode(NODE);
	await panel.execute();
	const { message } = await panel.refusal();
	expect(message).toContain('Mapping');
	expect(message).toContain('"line" and "line.number"');
	expect(patches()).toEqual([]);

	await panel.fill('contextField', 'caller');
	await panel.execute();
	await panel.outputJson();
	expect(patches()).toEqual([{ requestContextMapping: { To: 'line.number', From: 'caller' } }]);
});

test('an agent that is none is refused, and goes to the error output where there is one', async () => {
	const editor = await fixture.openWith({ agentAccess: 'only', callCreationAllowedAgentIds: [] });
	const panel = await editor.openNode(NODE);
	await panel.setExpression('callCreationAllowedAgentIds', '{{ ["sales"] }}', 'sales');
	await panel.execute();
	const { message, description } = await panel.refusal();
	expect(message).toBe('Allowed Agents: "sales" is not an agent ID');
	expect(description).toContain('Choose the agent from the list');

	await panel.openSettings();
	await panel.choose('onError', 'Continue (using error output)');
	await panel.openParameters();
	await panel.execute();
	await panel.openErrorBranch();
	expect(await panel.outputJson()).toEqual([
		{ error: expect.stringContaining('Allowed Agents: "sales" is not an agent ID') },
	]);
	expect(patches()).toEqual([]);
});

test.each(['light', 'dark'] as const)('%s theme: icon, texts and dropdown', async (theme) => {
	const editor = await fixture.openWith({}, theme);
	const { page } = editor;
	const icon = editor.node(NODE).locator('img[src*="n8n-nodes-ultravox"]');
	await icon.waitFor();
	expect(await icon.getAttribute('src')).toMatch(
		theme === 'dark' ? /ultravox\.dark\.svg$/ : /ultravox\.svg$/,
	);
	// An image that was not found takes no room, or that of a broken one.
	const shown = await icon.boundingBox();
	expect(shown?.width).toBeGreaterThanOrEqual(24);
	// The editor gives its colours as oklch(lightness …).
	const color = 'getComputedStyle(document.body).backgroundColor';
	const [, lightness] = /^oklch\(([\d.]+)/.exec(await page.evaluate<string>(color)) ?? [];
	if (theme === 'dark') expect(Number(lightness)).toBeLessThan(0.4);
	else expect(Number(lightness)).toBeGreaterThan(0.8);
	await page.getByText('Update a Twilio telephony config').waitFor();

	const panel = await editor.openNode(NODE);
	await panel.open('operation');
	expect(await panel.entryTitles()).toEqual(
		expect.arrayContaining(['Create', 'Create or Update', 'Delete', 'Get', 'Update']),
	);
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
