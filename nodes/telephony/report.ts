import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import type { Config } from './configApi';
import { configLabels } from './labels';
import type { TelephonyProvider } from './provider';

/** A field that has another value than before; secrets by how they begin, null where there was or is nothing. */
export interface FieldChange extends IDataObject {
	field: string;
	before: IDataObject[string];
	after: IDataObject[string];
}

/** What a step has changed, or would change. */
export interface ChangeReport extends IDataObject {
	/** Null when a secret was sent that begins like the one before: nobody can tell then. */
	changed: boolean | null;
	changes: FieldChange[];
}

/** For a step that had nothing left to do. */
export const nothingChanged = (): ChangeReport => ({ changed: false, changes: [] });

/** The report of an item that asked for the same as the one before it: that one has done it. */
export function again(output: IDataObject): IDataObject {
	return output.changed === undefined ? output : { ...output, ...nothingChanged() };
}

/**
 * Compares a configuration before and after.
 *
 * @param before undefined when there was none
 * @param body what was sent
 */
export function compare(
	provider: TelephonyProvider,
	before: Config | undefined,
	after: Config,
	body: IDataObject,
): ChangeReport {
	const changes: FieldChange[] = [];
	let isOpen = false;
	const look = (field: string, was: IDataObject[string], is: IDataObject[string]) => {
		if (comparable(was) === comparable(is)) return false;
		changes.push({ field, before: was ?? null, after: is ?? null });
		return true;
	};
	const isSecret = new Map(provider.account.map(({ name, secret }) => [name, secret]));
	for (const name of Object.keys(configLabels(provider))) {
		if (!isSecret.get(name)) look(name, before?.[name], after[name]);
		else if (!look(name, storedPrefix(before, name), storedPrefix(after, name))) {
			isOpen ||= body[name] !== undefined;
		}
	}
	return { changed: changes.length > 0 ? true : isOpen ? null : false, changes };
}

/** What the API would store and answer, as far as can be known without asking it. */
export function predictConfig(
	provider: TelephonyProvider,
	before: Config | undefined,
	body: IDataObject,
): Config {
	const after: Config = { ...before, ...body };
	for (const { name, secret } of provider.account) {
		if (!secret || body[name] === undefined) continue;
		const value = String(body[name]);
		// As much as the API shows of the stored one, and never more than half.
		const shown = unmaskedPrefix(storedPrefix(before, name))?.length ?? 4;
		after[prefixName(name)] = { prefix: value.slice(0, Math.min(shown, value.length / 2)) };
		delete after[name];
	}
	if (body.callCreationAllowAllAgents === true && body.callCreationAllowedAgentIds === undefined) {
		after.callCreationAllowedAgentIds = [];
	}
	return after;
}

/** What the API tells of a secret instead of it. */
const prefixName = (field: string) => `${field}Prefix`;

/** How a stored secret begins, as the API shows it; undefined where it does not. */
export function storedPrefix(config: Config | undefined, field: string): string | undefined {
	const shown: unknown = config?.[prefixName(field)];
	const prefix = isRecord(shown) ? shown.prefix : shown;
	return typeof prefix === 'string' ? prefix : undefined;
}

/** The letters and digits that a shown secret begins with; what masks the rest is no part of it. */
export function unmaskedPrefix(prefix: string | undefined): string | undefined {
	return prefix === undefined ? undefined : /^[A-Za-z0-9]*/.exec(prefix)?.[0];
}

/** Lists and mappings have no order; IDs may be written in capitals. */
export function comparable(value: unknown): string {
	if (Array.isArray(value)) {
		return JSON.stringify(value.map((entry) => String(entry).toLowerCase()).sort());
	}
	return JSON.stringify(isRecord(value) ? Object.entries(value).sort() : (value ?? null));
}
