import { simplifyField } from '../../shared/listFields';
import { locator, readLocator } from '../../shared/locators';
import type { ItemOperation } from '../../shared/types';
import { AgentApi } from './agentApi';
import { oneAgent } from './labels';
import { agentOutput } from './simplify';

export const getAgent: ItemOperation<string> = {
	...oneAgent,
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Read one agent with its settings and its address for incoming calls',
	mode: 'concurrent',
	fields: [locator('agent', { description: 'The agent to read' }), simplifyField],
	prepare: (fns, itemIndex) => readLocator(fns, 'agent', itemIndex),
	execute: async ({ fns, api, prepared, itemIndex }) =>
		agentOutput(fns, itemIndex, await new AgentApi(api).get(prepared)),
};
