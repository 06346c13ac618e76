/** Agents whose tools others have a hand in as well. */
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { ownTools, toolTriggers } from './support';

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
