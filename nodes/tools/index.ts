import type { Resource } from '../engine/operation';
import { respondToTool } from './respond.operation';

export const tool: Resource = {
	name: 'Tool',
	value: 'tool',
	description: 'What an agent can do during a call',
	defaultOperation: respondToTool.value,
	operations: [respondToTool],
};
