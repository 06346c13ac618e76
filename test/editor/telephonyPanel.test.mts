/** Nothing is changed that was not chosen: what a first-time user once lost a line, a list or a mapping by. */
import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
const AUTH_TOKEN = 'f'.repeat(32);

const writes = () =>
	fixture.sandbox.requests.filter(({ method }) => method !== 'GET').map(({ body }) => body);
const agentId = (name: string) =>
	[...fixture.sandbox.state.agents.values()].find((agent) => agent.name === name)?.agentId ?? '';

/** What is stored when a test begins. */
let before: unknown;

beforeEach(() => {
	fixture.sandbox.seedConfig('twilio', {
		callCreationAllowedAgentIds: [agentId('Front Desk Lisbon'), agentId('Survey Bergen 2')],
		requestContextMapping: { From: 'user.phone', To: 'line.number' },
	});
	before = structuredClone(fixture.sandbox.state.configs.twilio);
});

const expectNothingDone = () => {
	expect(writes()).toEqual([]);
	expect(fixture.sandbox.state.configs.twilio).toEqual(before);
};

test('account fields that are left empty are refused', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('accountSource', 'From the Fields Below');
	await panel.execute();
	expect(await panel.refusal()).toEqual({
		message: 'Twilio Account: none of the fields below is filled in',
		description: 'Fill in Account SID or Auth Token, or choose Keep as It Is.',
	});
	expectNothingDone();
});

test('a list of agents that is left empty is refused', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'Only These Agents');
	await panel.execute();
	expect((await panel.refusal()).description).toContain('set Who May Take Calls to No Agent');
	expectNothingDone();
});

test('JSON that is left at its default is refused', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('mappingMode', 'Replace');
	await panel.choose('specifyMapping', 'Using JSON');
	await panel.execute();
	expect((await panel.refusal()).description).toContain('to Clear');
	expectNothingDone();
});

test('rows that are clicked away are refused; Clear, which the advice names, clears the mapping', async () => {
	const editor = await fixture.openWith({
		mappingMode: 'replace',
		requestContextMapping: {
			mappings: [
				{ requestField: 'From', contextField: 'user.phone' },
				{ requestField: 'To', contextField: 'line.number' },
			],
		},
	});
	const panel = await editor.openNode(NODE);
	await panel.removeRows('requestContextMapping');
	await panel.execute();
	expect(await panel.refusal()).toEqual({
		message: 'Mapping: there are no rows',
		description: expect.stringContaining('To map nothing, set Request Context Mapping to Clear'),
	});
	expectNothingDone();

	await panel.choose('mappingMode', 'Clear');
	await panel.execute();
	expect(await panel.outputJson()).toEqual([
		expect.objectContaining({ requestContextMapping: {} }),
	]);
	expect(writes()).toEqual([{ requestContextMapping: {} }]);
	expect(fixture.sandbox.state.configs.twilio).toEqual({
		...(before as object),
		requestContextMapping: {},
	});
});

test('account, agents and rows survive every switch of the operation that writes', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('accountSource', 'From the Fields Below');
	await panel.type('accountSid', ACCOUNT_SID);
	await panel.type('authToken', AUTH_TOKEN);
	await panel.choose('agentAccess', 'Only These Agents');
	await panel.choose('callCreationAllowedAgentIds', 'Survey Bergen 2', 'Bergen 2');
	await panel.closeDropdown();
	await panel.choose('mappingMode', 'Replace');
	await panel.addRow();
	await panel.type('contextField', 'user.phone');
	for (const operation of ['Create or Update', 'Create', 'Update', 'Create', 'Update']) {
		await panel.choose('operation', operation);
	}
	await panel.execute();
	await panel.outputJson();
	const settings = {
		callCreationAllowAllAgents: false,
		callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
		requestContextMapping: { From: 'user.phone' },
	};
	expect(writes()).toEqual([{ accountSid: ACCOUNT_SID, authToken: '***', ...settings }]);
	expect(fixture.sandbox.state.configs.twilio).toEqual({
		accountSid: ACCOUNT_SID,
		authToken: AUTH_TOKEN,
		...settings,
	});
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
