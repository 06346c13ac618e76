import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { accountFields, readAccount } from './account';
import { accessFields, readAccess } from './agentAccess';
import type { Writing } from './chooser';
import { mappingFields, readMappingChange } from './mappingChange';
import type { TelephonyProvider } from './provider';

/** A setting of a configuration: how the editor shows it, and how what was chosen is read. */
interface PanelSetting<Read> {
	fields(provider: TelephonyProvider, operation: Writing): INodeProperties[];
	/** @throws InputError when a value cannot be right */
	read(
		fns: ParameterReader,
		provider: TelephonyProvider,
		itemIndex: number,
		operation: Writing,
	): Read | Promise<Read>;
}

const setting = <Read>(entry: PanelSetting<Read>) => entry;

/** The settings of a configuration, in the order of the panel: one entry each. */
export const SETTINGS = {
	account: setting({ fields: accountFields, read: readAccount }),
	access: setting({
		fields: (_, operation) => accessFields(operation),
		read: (fns, _, itemIndex, operation) => readAccess(fns, itemIndex, operation),
	}),
	mapping: setting({
		fields: mappingFields,
		read: (fns, _, itemIndex, operation) => readMappingChange(fns, itemIndex, operation),
	}),
};

/** Makes the panel, which is the same in every operation that writes, so that switching between them loses nothing. */
export function panelFields(provider: TelephonyProvider, operation: Writing): INodeProperties[] {
	return Object.values(SETTINGS).flatMap(({ fields }) => fields(provider, operation));
}
