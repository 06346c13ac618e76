import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { expectSuccess } from '../../support/expectSuccess';
import { runNode, type RunOptions } from '../../support/harness';

type Parameters = NonNullable<RunOptions['parameters']>;
type More = Partial<Omit<RunOptions, 'node' | 'parameters'>>;

const HANG_UP = '56294126-5a7d-4948-b67d-3b7e13d55ea7';

const account = useSandbox({ agents: 3 });
let sandbox: Sandbox;
let toolId: string;

beforeEach(() => {
	({ sandbox } = account);
	({ toolId } = sandbox.tools.seed({ name: 'lookUp' }));
});

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as IDataObject as Parameters;
const remove = async (options: IDataObject = {}, more: More = {}, id: unknown = toolId) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'tool',
			operation: 'delete',
			toolId: byId(id),
			options: { maxRetries: 0, ...options },
		},
		credentials: account.credentials(),
		...more,
	});
const agents = () => [...sandbox.state.agents.values()];
/** Gives tools to the first agents. */
const give = (count: number, ids = [toolId, HANG_UP]) => {
	const chosen = agents().slice(0, count);
	for (const agent of chosen) {
		agent.callTemplate = {
			...agent.callTemplate,
			selectedTools: ids.map((id) => ({ toolId: id, nameOverride: `t${id.slice(0, 8)}` })),
		};
	}
	return chosen.map(({ agentId, name }) => ({ agentId, name }));
};
const toolsOf = (index: number) =>
	((agents()[index].callTemplate?.selectedTools ?? []) as IDataObject[]).map((tool) => tool.toolId);
const isThere = () => sandbox.state.tools.has(toolId);
const sent = () => sandbox.requests.map(({ method }) => method);
const TAKE_OFF = { takeOffAgents: true };

it('deletes a tool, once for the same one', async () => {
	const { items } = await remove({}, { items: [{}, {}] });
	expect(items.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
		[{ deleted: true }, { item: 0 }],
		[{ deleted: true }, { item: 1 }],
	]);
	expect(sent()).toEqual(['DELETE']);
});

it('changes no agent unless told so, and names the option when the service refuses', async () => {
	give(1);
	const { error } = await remove();
	expect(error?.message).toBe('The tool is in use, so Ultravox does not delete it');
	expect(error?.description).toContain('Take It Off the Agents First');
	expect(sent()).toEqual(['DELETE']);
	expect(toolsOf(0)).toContain(toolId);
});

it('takes it off every agent that has it, names them, and changes nothing else of them', async () => {
	const holders = give(2);
	Object.assign(agents()[0].callTemplate ?? {}, {
		voice: 'Mark',
		contextSchema: { type: 'object' },
	});
	const result = await remove(TAKE_OFF);
	expectSuccess(result);
	expect(result.json).toEqual([{ deleted: true, agents: holders }]);
	expect(isThere()).toBe(false);
	expect([toolsOf(0), toolsOf(1), toolsOf(2)]).toEqual([[HANG_UP], [HANG_UP], []]);
	expect(agents()[0].callTemplate).toMatchObject({
		voice: 'Mark',
		systemPrompt: expect.stringContaining('You answer the phone'),
		contextSchema: { type: 'object' },
	});
	const changed = sandbox.requests.filter(({ method }) => method === 'PATCH');
	expect(changed.map(({ path }) => path)).toEqual(
		holders.map(({ agentId }) => `/api/agents/${agentId}`),
	);
});

it('lists the agents once for all tools of a run', async () => {
	const other = sandbox.tools.seed({ name: 'other' });
	give(1, [toolId, other.toolId]);
	const { json } = await remove(
		TAKE_OFF,
		{ items: [{ id: toolId }, { id: other.toolId }] },
		'={{ $json.id }}',
	);
	expect(json.map((item) => (item.agents as unknown[]).length)).toEqual([1, 1]);
	expect(sandbox.requests.filter(({ path }) => path === '/api/agents')).toHaveLength(1);
	expect(toolsOf(0)).toEqual([]);
});

it('looks at the agents of every page', async () => {
	sandbox.seedAgents(150);
	give(100);
	const { json } = await remove(TAKE_OFF);
	expect(json[0].agents).toHaveLength(100);
	expect(isThere()).toBe(false);
});

it('changes nothing where more than 100 agents have it', async () => {
	sandbox.seedAgents(150);
	give(101);
	const { error } = await remove(TAKE_OFF);
	expect(error?.message).toContain('101 agents have it');
	expect(sent()).not.toContain('PATCH');
	expect(isThere()).toBe(true);
});

it('changes nothing where an agent shows secrets that would not come back', async () => {
	const [{ agentId, name }] = give(1);
	const callTemplate = { selectedTools: [{ toolId }], sharedSecrets: ['sixteen-letters!'] };
	sandbox.faults.add({
		path: '/api/agents',
		body: { results: [{ agentId, name, callTemplate }], next: null },
	});
	const { error } = await remove(TAKE_OFF);
	expect(error?.message).toContain(`agent "${name}" has shared secrets`);
	expect(sent()).toEqual(['GET', 'GET']);
	expect(isThere()).toBe(true);
});

it('does not take the tools of Ultravox off anybody', async () => {
	give(3);
	const { error } = await remove(TAKE_OFF, {}, HANG_UP);
	expect(error?.message).toContain('tools that Ultravox brings along');
	expect(sent()).toEqual(['GET', 'GET']);
	expect(toolsOf(0)).toContain(HANG_UP);
});

it('says which agents were changed when one of them could not be', async () => {
	const [first, second] = give(3);
	sandbox.faults.add({ method: 'PATCH', after: 1, status: 500 });
	const { error } = await remove(TAKE_OFF);
	expect(error?.message).toContain(`could not be taken off agent "${second.name}"`);
	expect(error?.description).toContain(`taken off "${first.name}"`);
	expect(error?.description).not.toContain('.. ');
	expect(isThere()).toBe(true);
	expect([toolsOf(0), toolsOf(1)]).toEqual([[HANG_UP], [toolId, HANG_UP]]);
	// The next run does what is left.
	const { json } = await remove(TAKE_OFF);
	expect((json[0].agents as unknown[]).length).toBe(2);
});

it('says so when an agent was given it meanwhile, and the next run does the rest', async () => {
	const [{ name }] = give(1);
	sandbox.faults.add({
		method: 'PATCH',
		async meanwhile() {
			const callTemplate = { ...agents()[1].callTemplate, selectedTools: [{ toolId }] };
			agents()[1].callTemplate = callTemplate;
			return await Promise.resolve();
		},
	});
	const { error } = await remove(TAKE_OFF);
	expect(error?.message).toBe('The tool was not deleted, as an agent was given it meanwhile');
	expect(error?.description).toContain('Run the step again');
	expect(error?.description).toContain(`taken off ${JSON.stringify(name)}`);
	expect(error?.description).not.toContain('Add the option');
	expect(isThere()).toBe(true);
	expectSuccess(await remove(TAKE_OFF));
	expect(isThere()).toBe(false);
});

it('lists the agents anew for the next item after that has failed', async () => {
	const other = sandbox.tools.seed({ name: 'other' });
	give(1, [toolId, other.toolId]);
	sandbox.faults.add({ method: 'GET', path: '/api/agents', status: 503 });
	const ids = [{ id: toolId }, { id: other.toolId }];
	const { json } = await remove(
		TAKE_OFF,
		{ items: ids, onError: 'continueRegularOutput' },
		'={{ $json.id }}',
	);
	expect(json.map(({ deleted, error }) => deleted ?? typeof error)).toEqual(['string', true]);
});

it('goes on with other items when one fails', async () => {
	const gone = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
	const { items } = await remove(
		TAKE_OFF,
		{ items: [{ id: gone }, { id: toolId }], onError: 'continueRegularOutput' },
		'={{ $json.id }}',
	);
	expect(items.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
		[{ error: expect.stringContaining('no such tool') }, { item: 0 }],
		[{ deleted: true, agents: [] }, { item: 1 }],
	]);
});

it('takes a tool that is gone by the second try for deleted', async () => {
	sandbox.faults.add({ method: 'DELETE', status: 503, applyFirst: true });
	const result = await remove({ maxRetries: 1 });
	expectSuccess(result);
	expect(result.json).toEqual([{ deleted: true }]);
});
