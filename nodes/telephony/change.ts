import type { IDataObject } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';
import { readBoolean, refuseMissing } from '../fields/values';
import { readAccount, type Account } from './account';
import { readAgentIds } from './agentIds';
import { LABELS } from './labels';
import { readMappingJson, readMappingRows } from './mapping';
import type { TelephonyProvider } from './provider';

/** What a user wants of a configuration: only what was set is there. */
export interface ConfigChange {
	account: Account;
	/** Body of the request, without the account. */
	settings: IDataObject;
	/** Agents to add to and remove from the stored list; undefined when neither field was used. */
	agents?: { add: string[]; remove: string[] };
}

/**
 * Reads and checks the fields of create, update and upsert for one item.
 *
 * @param collection name of the collection parameter
 * @param complete whether every field of the account is needed
 * @throws InputError when a value, or a combination of values, cannot be right
 */
export async function readChange(
	fns: ParameterReader,
	provider: TelephonyProvider,
	itemIndex: number,
	collection: 'updateFields' | 'additionalFields',
	complete: boolean,
): Promise<ConfigChange> {
	const account = await readAccount(fns, provider, itemIndex, complete);
	const given = fns.getNodeParameter(collection, itemIndex, {});
	if (!isRecord(given)) {
		throw new InputError(
			`${collection === 'updateFields' ? 'Update Fields' : 'Additional Fields'}: the expression gives no fields`,
			'Add the fields one by one and use expressions inside them.',
		);
	}
	const settings: IDataObject = {};
	if ('callCreationAllowAllAgents' in given) {
		const label = LABELS.callCreationAllowAllAgents;
		if (isMissing(given.callCreationAllowAllAgents)) refuseMissing(label, 'false');
		settings.callCreationAllowAllAgents = readBoolean(given.callCreationAllowAllAgents, label);
	}
	if ('callCreationAllowedAgentIds' in given) {
		settings.callCreationAllowedAgentIds = readAgentIds(
			given.callCreationAllowedAgentIds,
			LABELS.callCreationAllowedAgentIds,
		);
	}
	const mapping = readMapping(given);
	if (mapping) settings.requestContextMapping = mapping;
	const agents = readAgentChange(given);
	refuseContradictions(settings, agents);
	return { account, settings, ...(agents ? { agents } : {}) };
}

/** The body of a request that makes this change, apart from additions and removals. */
export function bodyOf({ account, settings }: ConfigChange): IDataObject {
	return { ...account, ...settings };
}

function readMapping(given: Record<string, unknown>) {
	const rows = 'requestContextMapping' in given;
	const json = 'requestContextMappingJson' in given;
	if (rows && json) {
		throw new InputError(
			`${LABELS.requestContextMapping}: it is set twice, as rows and as JSON`,
			'Remove one of the two fields.',
		);
	}
	if (rows) return readMappingRows(given.requestContextMapping, LABELS.requestContextMapping);
	return json
		? readMappingJson(given.requestContextMappingJson, LABELS.requestContextMappingJson)
		: undefined;
}

function readAgentChange(given: Record<string, unknown>): ConfigChange['agents'] {
	if (!('addAllowedAgentIds' in given) && !('removeAllowedAgentIds' in given)) return undefined;
	const list = (name: 'addAllowedAgentIds' | 'removeAllowedAgentIds') =>
		name in given ? readAgentIds(given[name], LABELS[name]) : [];
	const add = list('addAllowedAgentIds');
	const remove = list('removeAllowedAgentIds');
	const removed = new Set(remove);
	const both = add.find((id) => removed.has(id));
	if (both !== undefined) {
		throw new InputError(
			`${LABELS.addAllowedAgentIds}: the agent ${both} is also under ${LABELS.removeAllowedAgentIds}`,
			'Take it out of one of the two.',
		);
	}
	return { add, remove };
}

function refuseContradictions(settings: IDataObject, agents: ConfigChange['agents']): void {
	const list = settings.callCreationAllowedAgentIds as string[] | undefined;
	if (list && agents) {
		throw new InputError(
			`${LABELS.callCreationAllowedAgentIds}: it replaces the list, so it cannot be combined with ${LABELS.addAllowedAgentIds} or ${LABELS.removeAllowedAgentIds}`,
			'Either replace the list or change it. Remove one of the fields.',
		);
	}
	if (settings.callCreationAllowAllAgents !== true) return;
	if (list?.length || agents?.add.length) {
		throw new InputError(
			`${LABELS.callCreationAllowAllAgents}: with every agent allowed there can be no list of allowed agents`,
			`Turn ${LABELS.callCreationAllowAllAgents} off, or remove the list.`,
		);
	}
}
