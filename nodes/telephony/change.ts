import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { isRecord } from '../util/guards';
import { accountLabel, type Account } from './account';
import { ACCESS, listLabel, type AgentAccess } from './agentAccess';
import { changeAgentIds } from './agentIds';
import type { Writing } from './chooser';
import type { Config } from './configApi';
import { mergeMapping, type ContextMapping } from './mapping';
import { MAPPING, type MappingChange } from './mappingChange';
import { readOptions, type ConfigOptions } from './options';
import type { TelephonyProvider } from './provider';
import { SETTINGS } from './settings';

/** What a user wants of a configuration, read and checked before any request. */
export interface ConfigChange {
	/** The account's fields to send; none when the stored ones stay. */
	account: Account;
	access: AgentAccess;
	mapping: MappingChange;
	options: ConfigOptions;
}

/** The body of a request that makes a change, and what the user should know of what it leaves out. */
export interface PlannedBody {
	/** Empty when there is nothing left to do. */
	body: IDataObject;
	notes: string[];
}

/** What a configuration that does not exist yet has stored. */
export const NOTHING_STORED: Config = {
	callCreationAllowAllAgents: false,
	callCreationAllowedAgentIds: [],
	requestContextMapping: {},
};

/**
 * Reads and checks the panel for one item.
 *
 * @param itemIndex zero-based index of the item
 * @param operation whose panel it is
 * @throws InputError when a value cannot be right, or nothing is chosen in an operation that could do nothing then
 */
export async function readChange(
	fns: ParameterReader,
	provider: TelephonyProvider,
	itemIndex: number,
	operation: Writing,
): Promise<ConfigChange> {
	const change: ConfigChange = {
		account: await SETTINGS.account.read(fns, provider, itemIndex, operation),
		access: await SETTINGS.access.read(fns, provider, itemIndex, operation),
		mapping: await SETTINGS.mapping.read(fns, provider, itemIndex, operation),
		options: readOptions(fns, itemIndex),
	};
	if (isNothingChosen(change)) {
		throw new InputError(
			'Nothing is chosen that could be changed',
			`${accountLabel(provider)}, ${ACCESS.label} and ${MAPPING.label} all say Keep as It Is. Set one of them to what you want.`,
		);
	}
	return change;
}

function isNothingChosen({ account, access, mapping }: ConfigChange): boolean {
	return Object.keys(account).length === 0 && access.mode === 'keep' && mapping.mode === 'keep';
}

/** Whether the body of the request depends on what is stored, which has to be read first then. */
export function needsStored({ access, mapping }: ConfigChange): boolean {
	return access.mode === 'add' || access.mode === 'remove' || mapping.mode === 'merge';
}

/**
 * Turns a change into the body of a request.
 *
 * @param stored the configuration as stored; only looked at where `needsStored` says so. By default there is none.
 * @returns the body for POST or PATCH, under the API's names
 * @throws InputError when the change would have no effect, or goes beyond what the API allows
 */
export function planBody(change: ConfigChange, stored: Config = NOTHING_STORED): PlannedBody {
	const notes: string[] = [];
	const body = {
		...change.account,
		...accessBody(change.access, stored, notes),
		...mappingBody(change.mapping, stored, notes),
	};
	return { body, notes };
}

function accessBody({ mode, ids }: AgentAccess, stored: Config, notes: string[]): IDataObject {
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
	const list = changeAgentIds(listOf(stored), ids, []);
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
	const list = changeAgentIds(listOf(stored), [], ids);
	if (list) return { callCreationAllowedAgentIds: list };
	notes.push(`${label}: ${ids.length > 0 ? 'none of them was on the list' : 'there were none'}.`);
	return {};
}

function mappingBody(
	{ mode, mapping }: MappingChange,
	stored: Config,
	notes: string[],
): IDataObject {
	if (mode === 'keep') return {};
	if (mode !== 'merge') return { requestContextMapping: mapping };
	const before = mappingOf(stored);
	const merged = mergeMapping(before, mapping, MAPPING.label);
	const isSame = Object.entries(mapping).every(([field, place]) => before[field] === place);
	if (!isSame) return { requestContextMapping: merged };
	notes.push(`${MAPPING.label}: all of it was stored already.`);
	return {};
}

/**
 * The agents that a stored configuration allows.
 *
 * @throws InputError when Ultravox did not say
 */
export function listOf(config: Config): string[] {
	const list: unknown = config.callCreationAllowedAgentIds;
	if (Array.isArray(list) && list.every((id) => typeof id === 'string')) return list;
	throw new InputError(
		'Ultravox did not say which agents are allowed',
		`Without that, adding or removing agents would take the others out of the list. Nothing was changed. Set ${ACCESS.label} to Only These Agents to set the whole list.`,
	);
}

function mappingOf(config: Config): ContextMapping {
	const mapping: unknown = config.requestContextMapping;
	if (isRecord(mapping) && Object.values(mapping).every((place) => typeof place === 'string')) {
		return mapping as ContextMapping;
	}
	throw new InputError(
		'Ultravox did not say what is mapped',
		`Without that, adding to the mapping would take the other rows out of it. Nothing was changed. Set ${MAPPING.label} to Replace to set all of it.`,
	);
}
