import { waitFor } from '../../scripts/host/waitFor.mts';
import { talk } from '../host/support/toolWorkflows.mts';
import { editorFixture } from './support/fixture.mts';

const fixture = editorFixture();

const AGENT = 'Night Service Oslo 2';
const TOOL = 'lookUpOrder';
const ORDER = { orderNumber: '4711' };

const agentNamed = (wanted: string) =>
	[...fixture.sandbox.state.agents.values()].find(({ name }) => name === wanted);

/** The agent uses a tool, again until n8n listens. */
const use = async (callId: string, tool: string) =>
	await waitFor('n8n to listen', async () => {
		const used = await fixture.sandbox.tools.invoke({ callId, tool, arguments: ORDER });
		return used.failed ? undefined : used;
	});

/** A call in which the tool of the test can be used, as the trigger's panel says how. */
async function callToTry(agentId: string): Promise<string> {
	const { url, apiKey, calls } = fixture.sandbox;
	const answer = await fetch(`${url}/api/agents/${agentId}/calls`, {
		method: 'POST',
		headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({ toolOverrides: { add: [{ toolName: `${TOOL}_test` }] } }),
	});
	const { callId } = (await answer.json()) as { callId: string };
	calls.join(callId);
	return callId;
}

test('a workflow is made on an empty canvas, tried, published, and used by an agent', async () => {
	const editor = await fixture.open();
	const agentId = agentNamed(AGENT)?.agentId ?? '';
	await editor.newWorkflow();
	await editor.addFirst('ultravox tool', 'Ultravox Tool Trigger');
	await editor.page.getByText('Add to workflow').click();
	const trigger = await editor.nodePanel();
	await trigger.fill('toolName', TOOL);
	await trigger.fill('toolDescription', 'Looks up an order. Use it when the caller asks for one.');
	await trigger.addRow();
	await trigger.fill('name', 'orderNumber');
	await trigger.fill('description', 'The order number, four digits');
	await trigger.choose('agentIds', AGENT, AGENT);
	await trigger.closeDropdown();

	await trigger.execute();
	await editor.page.getByText('Listening for test event').first().waitFor();
	const tried = await callToTry(agentId);
	await use(tried, `${TOOL}_test`);
	expect(await trigger.outputJson()).toEqual([
		{ tool: TOOL, parameters: ORDER, call: { callId: tried } },
	]);
	// The editor takes whatever has "tool" in its type for a tool of n8n's own AI agent.
	expect(await trigger.output.getByText('filled by AI').count()).toBe(0);
	await trigger.close();
	expect(agentNamed(AGENT)?.callTemplate?.selectedTools ?? []).toEqual([]);

	await editor.openPanel();
	await editor.search('edit fields');
	await editor.found('Edit Fields (Set)').click();
	const answer = await editor.nodePanel();
	await answer.choose('mode', 'JSON');
	await answer.setExpression(
		'jsonOutput',
		'{ "text": "Order {{ $json.parameters.orderNumber }} is on its way." }',
		'Order 4711 is on its way.',
	);
	await answer.close();
	await editor.publish();

	// n8n says that it is published before the trigger is.
	await waitFor('the agent to have the tool', async () =>
		JSON.stringify(agentNamed(AGENT)?.callTemplate).includes(TOOL),
	);
	expect(await use(talk(fixture.sandbox, agentId), TOOL)).toMatchObject({
		text: 'Order 4711 is on its way.',
		reaction: 'speaks',
	});
});

test('the sandbox kept to its own contract', () => {
	expect(fixture.sandbox.violations).toEqual([]);
});
