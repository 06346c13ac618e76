import { NodeOperationError, type IDataObject } from 'n8n-workflow';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { locator, readLocator } from '../fields/locators';
import { InputError } from '../errors/inputError';
import { LastAnswers } from '../engine/lastAnswers';
import type { ItemCall, ItemOperation } from '../engine/operation';
import { cleanText } from '../util/cleanText';
import type { RoundedNumber } from '../util/exactNumbers';
import { isRecord } from '../util/guards';
import { show } from '../fields/values';
import { changeTools, toolNames } from '../selectedTools/changeTools';
import { AgentApi, pathOf, type Agent } from './agentApi';
import { selectedToolsOf } from './agentTools';
import { agentFields } from './fields';
import { oneAgent } from './oneAgent';
import { readAgent, type AgentChange } from './readAgent';
import { agentOutput } from './simplify';
import { isWhole, lostSettings, mergeTemplate, settable } from './template';

interface AgentUpdate extends AgentChange {
	agentId: string;
	simplify: boolean;
}

export const updateAgent: ItemOperation<AgentUpdate, LastAnswers<Agent>> = {
	...oneAgent,
	name: 'Update',
	value: 'update',
	action: 'Update an agent',
	description: 'Change some settings of an agent and keep the others',
	thing: ({ agentId }) => pathOf(agentId),
	join: 'equal',
	fields: [
		locator('agent', { description: 'The agent to change' }),
		...agentFields(true),
		simplifyField,
	],
	begin: () => new LastAnswers<Agent>(),
	prepare(fns, itemIndex) {
		const agentId = readLocator(fns, 'agent', itemIndex);
		const change = readAgent(fns, itemIndex, 'updateFields');
		if (change.name === undefined && change.tools === undefined && isEmpty(change.template)) {
			throw new InputError(
				'Nothing is set that could be updated',
				'Fill in Name or System Prompt, or add a field under Update Fields.',
			);
		}
		return { agentId, ...change, simplify: readSimplify(fns, itemIndex) };
	},
	async execute(call) {
		const { api, prepared, state } = call;
		const { agentId } = prepared;
		const agent = await api.inTurn(pathOf(agentId), state, async (undisturbed) => {
			const known = state.take(agentId);
			const changed = await change(call, undisturbed ? known : undefined);
			state.keep(agentId, changed);
			return changed;
		});
		return agentOutput(agent, prepared.simplify);
	},
};

const isEmpty = (settings: IDataObject) => Object.keys(settings).length === 0;

/** The settings to change, with the whole list of tools where some are added or taken away. @throws InputError, ApiError */
async function withTools(
	{ api, prepared: { template, tools }, warn }: ItemCall<AgentUpdate, LastAnswers<Agent>>,
	{ callTemplate }: Agent,
): Promise<IDataObject> {
	if (!tools) return template;
	const changed = await changeTools(selectedToolsOf(callTemplate), tools, toolNames(api));
	changed.notes.forEach((note) => warn(note));
	return changed.isChanged ? { ...template, selectedTools: changed.tools } : template;
}

/** Reads the agent to write it back. @throws InputError for a setting that would be written back as another one */
async function readExactly(agents: AgentApi, { agentId, template }: AgentUpdate): Promise<Agent> {
	const { agent, rounded } = await agents.read(agentId);
	const { callTemplate } = agent;
	// A setting that is given anew, or taken out, is not written back.
	const isKept = ({ path: [parent, setting] }: RoundedNumber) =>
		parent === 'callTemplate' &&
		setting in settable(callTemplate) &&
		(!(setting in template) || (isRecord(template[setting]) && !isWhole(setting)));
	const lost = rounded.find(isKept);
	if (lost === undefined) return agent;
	const path = lost.path.slice(1).join('.');
	throw new InputError(
		`The agent cannot be updated from here: ${show(path)} is ${lost.literal.slice(0, 40)}, which has more digits than n8n can hold`,
		`Written back, it would be another number. Give "${lost.path[1].slice(0, 60)}" anew in ${oneAgent.labels.callTemplate} with fewer digits, or change the agent in the Ultravox console.`,
	);
}

/**
 * Changes an agent. The API is reported to replace a template that is sent, so it always gets the whole of it.
 *
 * @param known the agent as it is stored; undefined when it has to be read
 * @throws ApiError; NodeOperationError when settings were lost that nobody asked to change
 */
async function change(
	call: ItemCall<AgentUpdate, LastAnswers<Agent>>,
	known: Agent | undefined,
): Promise<Agent> {
	const { fns, api, prepared, itemIndex } = call;
	const { agentId, name, tools } = prepared;
	const agents = new AgentApi(api);
	const body: IDataObject = name === undefined ? {} : { name };
	if (isEmpty(prepared.template) && !tools) return await agents.change(agentId, body);

	const before = known ?? (await readExactly(agents, prepared));
	const template = await withTools(call, before);
	if (isEmpty(template)) return name === undefined ? before : await agents.change(agentId, body);
	const callTemplate = mergeTemplate(settable(before.callTemplate), template);
	const answer = await agents.change(agentId, { ...body, callTemplate });
	const after = isRecord(answer.callTemplate) ? answer : await agents.get(agentId);
	const lost = lostSettings(callTemplate, template, settable(after.callTemplate));
	if (lost.length > 0) {
		const names = lost
			.map((path) => oneAgent.labels[`callTemplate.${path}`] ?? cleanText(path))
			.join(', ');
		throw new NodeOperationError(
			fns.getNode(),
			`The agent was updated, but Ultravox did not keep other settings of it: ${names}`,
			{
				itemIndex,
				description:
					'What you asked for is stored. Look at the agent in the Ultravox console, and set again what is missing.',
			},
		);
	}
	return after;
}
