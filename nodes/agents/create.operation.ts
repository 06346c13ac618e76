import type { IDataObject } from 'n8n-workflow';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { InputError } from '../errors/inputError';
import { independent, type ItemOperation } from '../engine/operation';
import { AgentApi } from './agentApi';
import { agentFields, LABELS } from './fields';
import { oneAgent } from './oneAgent';
import { newTemplate, readAgent } from './readAgent';
import { agentOutput } from './simplify';

export const createAgent: ItemOperation<{ body: IDataObject; simplify: boolean }> = {
	...oneAgent,
	name: 'Create',
	value: 'create',
	action: 'Create an agent',
	description: 'Make an agent that can take and place calls',
	thing: independent,
	once: {
		inDoubt: {
			message: 'Not made again, since an earlier try may have made this agent',
			description: 'Look for it with Get Many before you run this again.',
		},
	},
	fields: [...agentFields(false), simplifyField],
	prepare(fns, itemIndex) {
		const change = readAgent(fns, itemIndex, 'additionalFields');
		if (change.name === undefined) {
			throw new InputError(`${LABELS.name}: this field is empty`, 'Give the agent a name.');
		}
		const callTemplate = newTemplate(change);
		return {
			body: {
				name: change.name,
				...(Object.keys(callTemplate).length > 0 ? { callTemplate } : {}),
			},
			simplify: readSimplify(fns, itemIndex),
		};
	},
	execute: async ({ api, prepared: { body, simplify } }) =>
		agentOutput(await new AgentApi(api).create(body), simplify),
};
