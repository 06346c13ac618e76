import { readSimplify, simplifyField } from '../fields/returnAll';
import { locator, readLocator } from '../fields/locators';
import { independent, type ItemOperation } from '../engine/operation';
import { AgentApi } from './agentApi';
import { oneAgent } from './oneAgent';
import { agentOutput } from './simplify';

export const getAgent: ItemOperation<{ agentId: string; simplify: boolean }> = {
	...oneAgent,
	name: 'Get',
	value: 'get',
	action: 'Get an agent',
	description: 'Read one agent with its settings and its address for incoming calls',
	thing: independent,
	fields: [locator('agent', { description: 'The agent to read' }), simplifyField],
	prepare: (fns, itemIndex) => ({
		agentId: readLocator(fns, 'agent', itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { agentId, simplify } }) =>
		agentOutput(await new AgentApi(api).get(agentId), simplify),
};
