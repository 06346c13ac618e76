import { LastAnswers } from '../engine/lastAnswers';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { locator, readLocator } from '../fields/locators';
import { simplifyField } from '../fields/returnAll';
import { show } from '../fields/values';
import { changedDefinition, isEmptyChange, type ToolChange } from './definition';
import { toolFields } from './fields';
import { oneTool } from './oneTool';
import { includeSecretsOption, readToolView, toolOutput, type ToolView } from './output';
import { readTool } from './readTool';
import { definitionOf, ToolApi, toolPath, type Tool } from './toolApi';

interface ToolUpdate {
	toolId: string;
	change: ToolChange;
	view: ToolView;
}

/** Changes a tool. The API takes it as a whole only, so it is read, changed and written back under the same ID. */
export const updateTool: ItemOperation<ToolUpdate, LastAnswers<Tool>> = {
	...oneTool,
	name: 'Update',
	value: 'update',
	action: 'Update a tool',
	description:
		'Change some parts of a tool and keep the others; agents that have it go on using it',
	thing: ({ toolId }) => toolPath(toolId),
	join: 'equal',
	fields: [
		locator('tool', { description: 'The tool to change' }),
		...toolFields(true),
		simplifyField,
	],
	options: [includeSecretsOption],
	begin: () => new LastAnswers<Tool>(),
	prepare(fns, itemIndex) {
		const toolId = readLocator(fns, 'tool', itemIndex);
		const change = readTool(fns, itemIndex, true);
		if (isEmptyChange(change)) {
			throw new InputError(
				'Nothing is set that could be updated',
				'Fill in Name or When to Use It, or add a field under Update Fields.',
			);
		}
		return { toolId, change, view: readToolView(fns, itemIndex) };
	},
	async execute(call) {
		const { api, prepared, state } = call;
		const { toolId, view } = prepared;
		const tool = await api.inTurn(toolPath(toolId), state, async (undisturbed) => {
			const known = state.take(toolId);
			const changed = await change(call, undisturbed ? known : undefined);
			state.keep(toolId, changed);
			return changed;
		});
		return toolOutput(tool, view);
	},
};

/** @param known the tool as it is stored; undefined when it has to be read */
async function change(
	{ api, prepared, warn }: ItemCall<ToolUpdate, LastAnswers<Tool>>,
	known: Tool | undefined,
): Promise<Tool> {
	const tools = new ToolApi(api);
	const before = known ?? (await readExactly(tools, prepared.toolId));
	const stored = definitionOf(before);
	const name = prepared.change.name ?? before.name;
	const definition = changedDefinition(stored, prepared.change);
	if (name === before.name && JSON.stringify(definition) === JSON.stringify(stored)) {
		warn('The tool is as it is to be already, so nothing was sent.');
		return before;
	}
	return await tools.replace(prepared.toolId, { name, definition });
}

/** Reads the tool to write it back. @throws InputError for a number that would be written back as another one */
async function readExactly(tools: ToolApi, toolId: string): Promise<Tool> {
	const { tool, rounded } = await tools.read(toolId);
	const lost = rounded.find(({ path: [parent] }) => parent === 'definition');
	if (lost === undefined) return tool;
	throw new InputError(
		`The tool cannot be updated from here: ${show(lost.path.slice(1).join('.'))} is ${lost.literal.slice(0, 40)}, which has more digits than n8n can hold`,
		'Written back, it would be another number. Change the tool in the Ultravox console.',
	);
}
