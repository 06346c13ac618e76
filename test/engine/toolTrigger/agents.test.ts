/** Agents whose tools others have a hand in as well. */
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { failureOf, ownTools, toolTriggers } from './support';

jest.setTimeout(60_000);

const account = useSandbox();
const trigger = toolTriggers(account);
let sandbox: Sandbox;
let agents: string[];

beforeEach(() => {
	({ sandbox } = account);
	agents = [...sandbox.state.agents.keys()];
});

const selected = (agentId: string) =>
	(sandbox.state.agents.get(agentId)?.callTemplate?.selectedTools ?? []) as IDataObject[];
const select = (agentId: string, selectedTools: IDataObject[]) =>
	Object.assign(sandbox.state.agents.get(agentId) ?? {}, { callTemplate: { selectedTools } });
/** Publishes; answers with the warnings that the trigger's output has from then on. */
const warningsOf = async (harness: ReturnType<typeof trigger>) => {
	await harness.activate();
	const [node] = Object.values(harness.staticData) as Array<{ warnings: string[] }>;
	return node.warnings;
};

describe('an agent that was taken out of the list', () => {
	it('keeps the tool when somebody else gives it back', async () => {
		await trigger({ agentIds: agents.slice(0, 2) }).activate();
		await trigger({ agentIds: [agents[1]] }).activate();
		expect(selected(agents[0])).toEqual([]);
		const [{ toolId }] = ownTools(account);
		select(agents[0], [{ toolId }]);
		await trigger({ agentIds: [agents[1]], toolDescription: 'Finds an order.' }).activate();
		expect(selected(agents[0])).toMatchObject([{ toolId }]);
	});

	it('loses the tool at the next publication where it could not be taken from it', async () => {
		await trigger({ agentIds: agents.slice(0, 3) }).activate();
		sandbox.faults.add({ method: 'PATCH', path: new RegExp(agents[0]), status: 400, times: 1 });
		await trigger({ agentIds: [agents[2]] }).activate();
		expect(agents.slice(0, 2).map((id) => selected(id).length)).toEqual([1, 0]);
		await trigger({ agentIds: [agents[2]] }).activate();
		expect(selected(agents[0])).toEqual([]);
	});
});

describe('an agent that could not be written when the tool got another name', () => {
	const renamed = { toolName: 'findOrder', toolDescription: 'Finds an order.' };
	const refuse = (agentId: string, times = 1) =>
		sandbox.faults.add({
			...{ method: 'PATCH', path: `/api/agents/${agentId}`, status: 403, times },
			body: { detail: 'No.' },
		});
	const overrides = (agentId: string) =>
		selected(agentId).map(({ nameOverride, descriptionOverride }) => [
			nameOverride,
			descriptionOverride,
		]);
	beforeEach(async () => {
		// As the service does it by itself.
		sandbox.switches.builtInTools = 'expanded';
		await trigger({ agentIds: agents.slice(0, 2) }).activate();
		for (const agentId of agents.slice(0, 2)) {
			const [{ toolId }] = ownTools(account);
			select(agentId, [
				{ toolId, nameOverride: 'lookUpOrder', descriptionOverride: 'Looks up an order.' },
			]);
		}
	});

	it('is named, gets it the next time, and the other one has it already', async () => {
		refuse(agents[1]);
		const harness = trigger({ ...renamed, agentIds: agents.slice(0, 2) });
		expect(await warningsOf(harness)).toMatchObject([
			expect.stringMatching(
				/^Agent ".*" goes on with the former name and description of the tool\. /,
			),
		]);
		expect([agents[0], agents[1]].map((id) => overrides(id)[0][0])).toEqual([
			'findOrder',
			'lookUpOrder',
		]);
		sandbox.requests.length = 0;
		expect(await warningsOf(harness)).toEqual([]);
		expect(overrides(agents[1])).toEqual([['findOrder', 'Finds an order.']]);
		const patches = sandbox.requests.filter(({ method }) => method === 'PATCH');
		expect(patches.map(({ path }) => path)).toEqual([`/api/agents/${agents[1]}`]);
	});

	it('does not stop the workflow where it is the only one: it can use the tool', async () => {
		refuse(agents[0], 3);
		const harness = trigger({ ...renamed, agentIds: [agents[0]] });
		for (let publication = 0; publication < 3; publication++) {
			expect(await warningsOf(harness)).toHaveLength(1);
		}
		expect(await warningsOf(harness)).toEqual([]);
		expect(overrides(agents[0])).toEqual([['findOrder', 'Finds an order.']]);
		const marker = () => JSON.stringify(ownTools(account)[0].definition.staticParameters);
		expect(marker()).toContain('former');
		await harness.activate();
		expect(marker()).not.toContain('former');
	});

	it('keeps the tool where it shows secrets, which a write would take', async () => {
		const [{ toolId }] = ownTools(account);
		const held = { toolId, nameOverride: 'lookUpOrder' };
		const agent = {
			...{ agentId: agents[0], name: 'Night Service' },
			callTemplate: { selectedTools: [held], sharedSecrets: ['***'] },
		};
		const body = { results: [agent], next: null, previous: null, total: 1 };
		sandbox.faults.add({ method: 'GET', path: '/api/agents', status: 200, body });
		expect(await warningsOf(trigger({ ...renamed, agentIds: [agents[0]] }))).toMatchObject([
			expect.stringContaining('goes on with the former name'),
		]);
		expect(overrides(agents[0])).toHaveLength(1);
	});

	it('is named in what is refused where it has no tool yet, and no other agent has', async () => {
		refuse(agents[2]);
		const message = await failureOf(trigger({ agentIds: [agents[2]] }).activate());
		expect(message).toMatch(/^Agent ".*" could not be given the tool/);
	});
});

describe('an agent that was deleted after the tool was published', () => {
	it('does not take the workflow out of production at the next start of n8n', async () => {
		const harness = trigger({ agentIds: [agents[0]] });
		await harness.activate();
		sandbox.state.agents.delete(agents[0]);
		expect(await warningsOf(harness)).toMatchObject([expect.stringContaining(agents[0])]);
		const changed = trigger({ agentIds: [agents[0]], toolDescription: 'Finds an order.' });
		expect(await failureOf(changed.activate())).toContain(agents[0]);
	});
});
