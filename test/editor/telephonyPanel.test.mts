/** Nothing is changed that was not chosen, and nothing is lost by choosing another operation. */
import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

const bodies = () =>
	fixture.sandbox.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const agentId = (name: string) =>
	[...fixture.sandbox.state.agents.values()].find((agent) => agent.name === name)?.agentId;

test('a list of agents that is left empty is refused', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'Only These Agents');
	await panel.execute();
	expect((await panel.refusal()).description).toContain('set Who May Take Calls to No Agent');
	expect(bodies()).toEqual([]);
});

test('JSON that is left at its default is refused', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('mappingMode', 'Replace');
	await panel.choose('specifyMapping', 'Using JSON');
	await panel.execute();
	expect((await panel.refusal()).description).toContain('to Clear');
	expect(bodies()).toEqual([]);
});

test('agents and rows survive every switch of the operation, and saving', async () => {
	const editor = await fixture.openWith({});
	const panel = await editor.openNode(NODE);
	await panel.choose('agentAccess', 'Only These Agents');
	await panel.choose('callCreationAllowedAgentIds', 'Survey Bergen 2', 'Bergen 2');
	await panel.closeDropdown();
	await panel.choose('mappingMode', 'Replace');
	await panel.addRow();
	await panel.fill('contextField', 'user.phone');
	for (const operation of ['Create or Update', 'Create', 'Update', 'Create', 'Update']) {
		await panel.choose('operation', operation);
	}
	await panel.execute();
	await panel.outputJson();
	expect(bodies()).toEqual([
		{
			callCreationAllowAllAgents: false,
			callCreationAllowedAgentIds: [agentId('Survey Bergen 2')],
			requestContextMapping: { From: 'user.phone' },
		},
	]);
});
