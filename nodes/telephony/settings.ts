import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { FieldLabels } from '../errors/apiError';
import type { ParameterReader } from '../fields/parameters';
import { accountFields, accountLabel, readAccount } from './account';
import { ACCESS, accessFields, listLabel, readAccess } from './agentAccess';
import { accessBody } from './agentAccessBody';
import type { WriteOperation } from './chooser';
import type { Config } from './configApi';
import { MAPPING, mappingBody, mappingFields, readMappingChange } from './mappingChange';
import type { TelephonyProvider } from './provider';

/** A setting of a configuration: how the editor shows it, how what was chosen is read, and what is sent for it. */
interface PanelSetting<Chosen> {
	/** Label of the field in which it is chosen. */
	label(provider: TelephonyProvider): string;
	/** Labels by the API's names of what it sets. */
	labels(provider: TelephonyProvider): FieldLabels;
	fields(provider: TelephonyProvider, operation: WriteOperation): INodeProperties[];
	/** @throws InputError when a value cannot be right */
	read(
		fns: ParameterReader,
		provider: TelephonyProvider,
		itemIndex: number,
		operation: WriteOperation,
	): Chosen | Promise<Chosen>;
	/** What is chosen where what is stored stays as it is, for operations that set only some of them. */
	kept: Chosen;
	/** Whether what is stored stays as it is, so that nothing is sent. */
	isKept(chosen: Chosen): boolean;
	/** Whether `body` looks at what is stored; without it, it never does. */
	needsStored?(chosen: Chosen): boolean;
	/**
	 * Makes its part of the request's body, unless it is kept.
	 *
	 * @param stored the configuration as stored
	 * @param notes takes sentences for the user about what there was no need to send
	 */
	body(chosen: Chosen, stored: Config, notes: string[]): IDataObject;
}

const setting = <Chosen>(entry: PanelSetting<Chosen>) => entry;

/** The settings of a configuration, in the order of the panel: ONE ENTRY each, and nothing elsewhere. */
export const SETTINGS = {
	account: setting({
		label: accountLabel,
		labels: ({ account }) => Object.fromEntries(account.map(({ name, label }) => [name, label])),
		fields: accountFields,
		read: readAccount,
		kept: {},
		isKept: (account) => Object.keys(account).length === 0,
		body: (account) => account,
	}),
	access: setting({
		label: () => ACCESS.label,
		labels: () => ({
			callCreationAllowAllAgents: ACCESS.label,
			callCreationAllowedAgentIds: listLabel('only'),
		}),
		fields: (_, operation) => accessFields(operation),
		read: (fns, _, itemIndex, operation) => readAccess(fns, itemIndex, operation),
		kept: { mode: 'keep', ids: [] },
		isKept: ({ mode }) => mode === 'keep',
		needsStored: ({ mode }) => mode === 'add' || mode === 'remove',
		body: accessBody,
	}),
	mapping: setting({
		label: () => MAPPING.label,
		labels: () => ({ requestContextMapping: MAPPING.label }),
		fields: mappingFields,
		read: (fns, _, itemIndex, operation) => readMappingChange(fns, itemIndex, operation),
		kept: { mode: 'keep', mapping: {} },
		isKept: ({ mode }) => mode === 'keep',
		needsStored: ({ mode }) => mode === 'merge',
		body: mappingBody,
	}),
};

/** What was chosen for each setting. */
export type ChosenSettings = {
	[Name in keyof typeof SETTINGS]: Awaited<ReturnType<(typeof SETTINGS)[Name]['read']>>;
};

/** The entries of SETTINGS, for what is done with all of them alike. */
export const settingEntries = Object.entries(SETTINGS) as Array<
	[keyof ChosenSettings, PanelSetting<unknown>]
>;

/** Makes the choice that leaves every setting as it is stored, to begin with. */
export const keptSettings = (): ChosenSettings =>
	Object.fromEntries(settingEntries.map(([name, { kept }]) => [name, kept])) as ChosenSettings;

/** Makes the panel, which is the same in every operation that writes, so that switching between them loses nothing. */
export function panelFields(
	provider: TelephonyProvider,
	operation: WriteOperation,
): INodeProperties[] {
	return settingEntries.flatMap(([, { fields }]) => fields(provider, operation));
}
