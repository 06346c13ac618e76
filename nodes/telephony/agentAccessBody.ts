import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { ACCESS, listLabel, type AgentAccess } from './agentAccess';
import { changeAgentIds } from './agentIds';
import type { Config } from './configApi';

/**
 * Makes the part of the body that says who may take calls.
 *
 * @param access what was chosen
 * @param stored the configuration as stored; only looked at for `add` and `remove`
 * @param notes takes sentences for the user about what there was no need to send
 * @returns empty when there is nothing to send
 * @throws InputError when the change would have no effect, the list would be too long, or Ultravox did not say what it is
 */
export function accessBody(
	{ mode, ids }: AgentAccess,
	stored: Config,
	notes: string[],
): IDataObject {
	switch (mode) {
		case 'keep':
			return {};
		case 'all':
			return { callCreationAllowAllAgents: true };
		case 'listed':
			return { callCreationAllowAllAgents: false };
		case 'only':
		case 'none':
			return { callCreationAllowAllAgents: false, callCreationAllowedAgentIds: ids };
		case 'add':
			return addBody(ids, stored, notes);
		case 'remove':
			return removeBody(ids, stored, notes);
	}
}

function addBody(ids: string[], stored: Config, notes: string[]): IDataObject {
	const label = listLabel('add');
	if (stored.callCreationAllowAllAgents === true) {
		notes.push(
			`${label}: all agents of the account may take calls already, so there was nothing to add. To go back to a list, set ${ACCESS.label} to Only These Agents.`,
		);
		return {};
	}
	const list = changeAgentIds(storedAgentIds(stored), ids, []);
	if (list) return { callCreationAllowedAgentIds: list };
	notes.push(
		`${label}: ${ids.length > 0 ? 'all of them were allowed already' : 'there were none'}.`,
	);
	return {};
}

function removeBody(ids: string[], stored: Config, notes: string[]): IDataObject {
	const label = listLabel('remove');
	if (stored.callCreationAllowAllAgents === true && ids.length > 0) {
		throw new InputError(
			`${label}: all agents of the account may take calls, so removing one has no effect`,
			`Set ${ACCESS.label} to Only These Agents and choose those that may stay, or to Only Agents Already Listed first.`,
		);
	}
	const list = changeAgentIds(storedAgentIds(stored), [], ids);
	if (list) return { callCreationAllowedAgentIds: list };
	notes.push(`${label}: ${ids.length > 0 ? 'none of them was on the list' : 'there were none'}.`);
	return {};
}

/**
 * Reads the agents that a stored configuration allows.
 *
 * @returns their IDs as the API has them
 * @throws InputError when Ultravox did not say
 */
export function storedAgentIds(config: Config): string[] {
	const list: unknown = config.callCreationAllowedAgentIds;
	if (Array.isArray(list) && list.every((id) => typeof id === 'string')) return list;
	throw new InputError(
		'Ultravox did not say which agents are allowed',
		`Without that, adding or removing agents would take the others out of the list. Nothing was changed. Set ${ACCESS.label} to Only These Agents to set the whole list.`,
	);
}
