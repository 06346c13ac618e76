import type { INodeProperties } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import type { ParameterReader } from '../fields/parameters';
import { locator, readLocator } from '../fields/locators';
import { switchOf } from '../fields/switches';
import { toResult } from '../util/result';
import { oneTool } from './oneTool';
import { stillInUse, takeOffAgents, type Holders } from './takeOffAgents';
import { ToolApi, toolPath } from './toolApi';

const takeOffOption: INodeProperties = {
	displayName: 'Take It Off the Agents First',
	name: 'takeOffAgents',
	type: 'boolean',
	default: true,
	description:
		'Whether agents that have the tool lose it before it is deleted. Nothing else of them is changed, but shared secrets, which Ultravox does not give out, have to be set again afterwards. At most 100 agents; the output names them.',
};

interface Prepared {
	toolId: string;
	takeOff: boolean;
}

/** Deletes a tool, on request after taking it off the agents that have it. */
export const deleteTool: ItemOperation<Prepared, { holders?: Promise<Holders> }> = {
	...oneTool,
	name: 'Delete',
	value: 'delete',
	action: 'Delete a tool',
	description: 'Remove a tool for good; agents can no longer use it',
	wording: {
		...oneTool.wording,
		409: {
			message: 'The tool is in use, so Ultravox does not delete it',
			description: `Add the option ${takeOffOption.displayName}, or take the tool off the agents yourself.`,
		},
	},
	thing: ({ toolId }) => toolPath(toolId),
	join: 'equal',
	once: {},
	fields: [locator('tool', { description: 'The tool to delete' })],
	options: [takeOffOption],
	begin: () => ({}),
	prepare: (fns, itemIndex) => ({
		toolId: readLocator(fns, 'tool', itemIndex),
		takeOff: readTakeOff(fns, itemIndex),
	}),
	async execute({ api, prepared: { toolId, takeOff }, state, warn }) {
		const agents = takeOff ? await takeOffAgents({ api, state, warn }, toolId) : undefined;
		const removed = await toResult(new ToolApi(api).remove(toolId));
		if ('error' in removed) throw agents ? stillInUse(removed.error, agents) : removed.error;
		return { deleted: true, ...(agents ? { agents } : {}) };
	},
};

function readTakeOff(fns: ParameterReader, itemIndex: number): boolean {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return switchOf(options, takeOffOption.name, false, takeOffOption.displayName);
}
