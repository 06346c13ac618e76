import type { Resource } from '../engine/operation';
import { createTool } from './create.operation';
import { deleteTool } from './delete.operation';
import { getTool } from './get.operation';
import { getAllTools } from './getAll.operation';
import { getToolCalls } from './getCalls.operation';
import { respondToTool } from './respond.operation';
import { updateTool } from './update.operation';

export const tool: Resource = {
	name: 'Tool',
	value: 'tool',
	description: 'What an agent can do during a call, such as asking a workflow',
	defaultOperation: getAllTools.value,
	operations: [
		getAllTools,
		getTool,
		createTool,
		updateTool,
		getToolCalls,
		respondToTool,
		deleteTool,
	],
};
