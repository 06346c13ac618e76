import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import type { WriteOperation } from './chooser';
import type { Config } from './configApi';
import { readOptions, type ConfigOptions } from './options';
import type { TelephonyProvider } from './provider';
import { settingEntries, type ChosenSettings } from './settings';

/** What a user wants of a configuration, read and checked before any request: what was chosen for each setting. */
export interface ConfigChange extends ChosenSettings {
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
	operation: WriteOperation,
): Promise<ConfigChange> {
	const chosen: Partial<Record<keyof ChosenSettings, unknown>> = {};
	for (const [name, { read }] of settingEntries) {
		chosen[name] = await read(fns, provider, itemIndex, operation);
	}
	if (settingEntries.every(([name, { isKept }]) => isKept(chosen[name]))) {
		const labels = settingEntries.map(([, { label }]) => label(provider));
		throw new InputError(
			'Nothing is chosen that could be changed',
			`${labels.slice(0, -1).join(', ')} and ${labels[labels.length - 1]} all say Keep as It Is. Set one of them to what you want.`,
		);
	}
	return { ...(chosen as ChosenSettings), options: readOptions(fns, itemIndex) };
}

/** Whether the body of the request depends on what is stored, which has to be read first then. */
export function needsStored(change: ConfigChange): boolean {
	return settingEntries.some(([name, { needsStored: needs }]) => needs?.(change[name]) ?? false);
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
	const body: IDataObject = {};
	for (const [name, { isKept, body: bodyOf }] of settingEntries) {
		const chosen = change[name];
		if (!isKept(chosen)) Object.assign(body, bodyOf(chosen, stored, notes));
	}
	return { body, notes };
}
