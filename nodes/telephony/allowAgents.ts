import type { IDataObject } from 'n8n-workflow';
import type { ItemCall } from '../engine/operation';
import { isRecord } from '../util/guards';
import { listLabel } from './agentAccess';
import type { ConfigState } from './agentChanges';
import type { ConfigChange } from './change';
import { publicField, type TelephonyProvider } from './provider';
import type { FieldChange } from './report';
import { keptSettings } from './settings';
import { writeConfig } from './write';

/** What came of allowing agents on a line. */
export interface Allowed {
	/** What was changed, or in a dry run would be; empty where they were allowed already. */
	changes: FieldChange[];
	/** The account that Ultravox has at the provider; undefined where it does not say. */
	accountId: string | undefined;
}

/**
 * Lets agents take the calls of a provider's account, beside those that may already: as Update does with Add Agents.
 *
 * @param call of an operation whose state is a ConfigState
 * @param ids of the agents, in lower case
 * @param dryRun whether to change nothing
 * @throws ApiError, with the status 404 where there is no configuration; InputError where the list would be too long
 */
export async function allowAgents<Prepared>(
	provider: TelephonyProvider,
	call: ItemCall<Prepared, ConfigState>,
	ids: string[],
	dryRun: boolean,
): Promise<Allowed> {
	const change: ConfigChange = {
		...keptSettings(),
		access: { mode: 'add', ids },
		options: { dryRun, reportChanges: true, includeAgentNames: false, checkMapping: true },
	};
	// That there was nothing to add is as good here.
	const isNote = (text: string) => text.startsWith(`${listLabel('add')}:`);
	const warn = (text: string) => (isNote(text) ? undefined : call.warn(text));
	const [output] = await writeConfig(provider, [{ ...call, prepared: change, warn }], false);
	const account = call.state.config?.[publicField(provider).name];
	return {
		changes: changesIn(output),
		accountId: typeof account === 'string' ? account : undefined,
	};
}

const changesIn = ({ changes }: IDataObject): FieldChange[] =>
	Array.isArray(changes) ? (changes.filter(isRecord) as FieldChange[]) : [];
