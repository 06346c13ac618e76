import { locator, readLocator } from '../fields/locators';
import type { ItemOperation } from '../engine/operation';
import { AgentApi, pathOf } from './agentApi';
import { oneAgent } from './oneAgent';

export const deleteAgent: ItemOperation<string> = {
	...oneAgent,
	name: 'Delete',
	value: 'delete',
	action: 'Delete an agent',
	description: 'Remove an agent for good; it no longer takes calls',
	wording: {
		...oneAgent.wording,
		409: {
			message: 'The agent is in use, so Ultravox does not delete it',
			description:
				'Take it off the allowed agents of the telephony configurations and out of running call batches first.',
		},
	},
	thing: pathOf,
	join: 'equal',
	once: {},
	fields: [locator('agent', { description: 'The agent to delete' })],
	prepare: (fns, itemIndex) => readLocator(fns, 'agent', itemIndex),
	async execute({ api, prepared }) {
		await new AgentApi(api).remove(prepared);
		return { deleted: true };
	},
};
