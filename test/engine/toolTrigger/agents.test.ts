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

describe('an agent that still names the tool after somebody has deleted it', () => {
	beforeEach(() => {
		sandbox.switches.deleteUsedTool = 'keep';
	});

	const deleteTool = async (toolId: string) => {
		const headers = { 'X-API-Key': sandbox.apiKey };
		await fetch(`${sandbox.url}/api/tools/${toolId}`, { method: 'DELETE', headers });
	};

	it('gets the new one in its place', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [deleted] = ownTools(account);
		select(agents[0], [
			{ toolName: 'hangUp' },
			{ toolId: deleted.toolId, nameOverride: 'lookUpOrder', descriptionOverride: 'Old.' },
		]);
		await deleteTool(deleted.toolId);
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ toolId }] = ownTools(account);
		expect(toolId).not.toBe(deleted.toolId);
		const [hangUp, own, ...others] = selected(agents[0]);
		expect(others).toEqual([]);
		expect(hangUp).toMatchObject({ nameOverride: 'hangUp' });
		expect(own).toMatchObject({ toolId });
		expect(own.descriptionOverride).not.toBe('Old.');
	});

	it('is left alone where Ultravox cannot be asked for it', async () => {
		await trigger({ agentIds: [agents[0]] }).activate();
		const [{ toolId }] = ownTools(account);
		await deleteTool(toolId);
		sandbox.faults.add({ method: 'GET', path: new RegExp(toolId), status: 403 });
		expect(await failureOf(trigger({ agentIds: [agents[0]] }).activate())).toMatch(
			/already has a tool that is called "lookUpOrder"/,
		);
		expect(selected(agents[0])).toMatchObject([{ toolId }]);
	});
});
