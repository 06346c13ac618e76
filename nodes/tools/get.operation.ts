import { independent, type ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { simplifyField } from '../fields/returnAll';
import { oneTool } from './oneTool';
import { includeSecretsOption, readToolView, toolOutput, type ToolView } from './output';
import { ToolApi } from './toolApi';

export const getTool: ItemOperation<{ toolId: string; view: ToolView }> = {
	...oneTool,
	name: 'Get',
	value: 'get',
	action: 'Get a tool',
	description: 'Read one tool with its address and its parameters',
	thing: independent,
	fields: [locator('tool', { description: 'The tool to read' }), simplifyField],
	options: [includeSecretsOption],
	prepare: (fns, itemIndex) => ({
		toolId: readLocator(fns, 'tool', itemIndex),
		view: readToolView(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { toolId, view } }) =>
		toolOutput(await new ToolApi(api).get(toolId), view),
};
