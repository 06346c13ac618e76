import type { Schema } from '../schema';
import { flag, list, mapOf, object, text, uuid } from '../schema';
import { type Provider, providers } from './providers';

/** What can be set beside the account: ONE ENTRY each, with what a new configuration has. */
export const SETTINGS = {
	callCreationAllowedAgentIds: { schema: list(uuid, { maxItems: 100 }), initially: [] as string[] },
	callCreationAllowAllAgents: { schema: flag, initially: false },
	requestContextMapping: { schema: mapOf(text()), initially: {} as Record<string, string> },
};

/** The settings of a configuration, by the API's names. */
export type ConfigSettings = {
	[Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name]['initially'];
};

const shared = Object.fromEntries(
	Object.entries(SETTINGS).map(([name, { schema }]) => [name, schema]),
);

/** Body of a PATCH; at least one field. */
export function configPatch(provider: Provider): Schema {
	const { readable, secret: secrets } = providers[provider];
	return object({ ...readable, ...secrets, ...shared });
}

/** Body of a POST: the whole account of the provider. */
export function configCreate(provider: Provider): Schema {
	const { readable, secret: secrets } = providers[provider];
	const account = { ...readable, ...secrets };
	return object({ ...account, ...shared }, Object.keys(account));
}

/** A configuration as answered. */
export function configAnswer(provider: Provider): Schema {
	const { readable, secret: secrets } = providers[provider];
	const prefixes = Object.keys(secrets).map((name) => [
		`${name}Prefix`,
		object({ prefix: text() }, ['prefix']),
	]);
	const fields = { ...readable, ...Object.fromEntries(prefixes), ...shared } as Record<
		string,
		Schema
	>;
	return object(fields, Object.keys(fields));
}
