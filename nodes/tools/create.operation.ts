import type { IDataObject } from 'n8n-workflow';
import { independent, type ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { simplifyField } from '../fields/returnAll';
import { newDefinition } from './definition';
import { LABELS, toolFields } from './fields';
import { oneTool } from './oneTool';
import { includeSecretsOption, readToolView, toolOutput, type ToolView } from './output';
import { readTool } from './readTool';
import { ToolApi } from './toolApi';

export const createTool: ItemOperation<{ body: IDataObject; view: ToolView }> = {
	...oneTool,
	name: 'Create',
	value: 'create',
	action: 'Create a tool',
	description: 'Let agents call a web address during a call and speak its answer',
	thing: independent,
	once: {
		inDoubt: {
			message: 'Not made again, since an earlier try may have made this tool',
			description: 'Look for it with Get Many before you run this again.',
		},
	},
	fields: [...toolFields(false), simplifyField],
	options: [includeSecretsOption],
	prepare(fns, itemIndex) {
		const change = readTool(fns, itemIndex, false);
		requireFilled(change.name, LABELS.name, 'Give the tool a name.');
		requireFilled(
			change.definition.description,
			LABELS.description,
			'Tell the agent what the tool does and when to use it.',
		);
		return {
			body: { name: change.name, definition: newDefinition(change) },
			view: readToolView(fns, itemIndex),
		};
	},
	execute: async ({ api, prepared: { body, view } }) =>
		toolOutput(await new ToolApi(api).create(body), view),
};

function requireFilled(value: unknown, label: string, help: string): void {
	if (value === undefined) throw new InputError(`${label}: this field is empty`, help);
}
