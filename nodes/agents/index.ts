import type { Resource } from '../engine/operation';
import { createAgent } from './create.operation';
import { deleteAgent } from './delete.operation';
import { getAgent } from './get.operation';
import { getAllAgents } from './getAll.operation';
import { updateAgent } from './update.operation';

export const agent: Resource = {
	name: 'Agent',
	value: 'agent',
	description: 'An AI voice agent that takes and places calls',
	defaultOperation: getAllAgents.value,
	operations: [getAllAgents, getAgent, createAgent, updateAgent, deleteAgent],
};
