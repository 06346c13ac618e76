import type { Provider } from '../state';
import type { Schema } from '../schema';
import { filled, flag, list, mapOf, object, text, uuid } from '../schema';

interface ProviderFields {
	/** Account fields that are answered as they are. */
	readable: Record<string, Schema>;
	/** Account fields that are never answered, only their first characters. */
	secret: Record<string, Schema>;
}

/** A SID or ID of a provider: only its length is judged, its form is the node's business. */
const identifier = filled(120);
const secret = filled(500);

export const providerFields: Record<Provider, ProviderFields> = {
	twilio: { readable: { accountSid: identifier }, secret: { authToken: secret } },
	telnyx: {
		readable: { accountSid: identifier, applicationSid: filled(40) },
		secret: { apiKey: secret, publicKey: secret },
	},
	plivo: { readable: { authId: identifier }, secret: { authToken: secret } },
};

const shared = {
	callCreationAllowedAgentIds: list(uuid, { maxItems: 100 }),
	callCreationAllowAllAgents: flag,
	requestContextMapping: mapOf(text()),
};

/** Body of a PATCH; at least one field. */
export function configPatch(provider: Provider): Schema {
	const { readable, secret: secrets } = providerFields[provider];
	return object({ ...readable, ...secrets, ...shared });
}

/** Body of a POST: the whole account of the provider. */
export function configCreate(provider: Provider): Schema {
	const { readable, secret: secrets } = providerFields[provider];
	const account = { ...readable, ...secrets };
	return object({ ...account, ...shared }, Object.keys(account));
}

/** A configuration as answered. */
export function configAnswer(provider: Provider): Schema {
	const { readable, secret: secrets } = providerFields[provider];
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
