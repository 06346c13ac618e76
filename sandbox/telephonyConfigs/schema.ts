import type { Schema } from '../schema';
import { flag, list, mapOf, object, text, uuid } from '../schema';
import { type Provider, providers } from './providers';

const shared = {
	callCreationAllowedAgentIds: list(uuid, { maxItems: 100 }),
	callCreationAllowAllAgents: flag,
	requestContextMapping: mapOf(text()),
};

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
