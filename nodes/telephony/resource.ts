import type { Resource } from '../engine/operation';
import { credentialLabel } from './account';
import { createConfig } from './create.operation';
import { deleteConfig } from './delete.operation';
import { getConfig } from './get.operation';
import type { TelephonyProvider } from './provider';
import { updateConfig } from './update.operation';
import { upsertConfig } from './upsert.operation';

/**
 * Makes the resource of a provider's configuration, with its operations in menu order.
 *
 * @param provider what is special about the provider
 */
export function telephonyResource(provider: TelephonyProvider): Resource {
	const { label } = provider;
	return {
		name: `${label} Telephony Config`,
		description: `How Ultravox answers the calls of a ${label} account`,
		operations: [
			updateConfig(provider),
			getConfig(provider),
			createConfig(provider),
			upsertConfig(provider),
			deleteConfig(provider),
		],
		value: provider.resource,
		defaultOperation: 'update',
		credentials: [
			{
				name: provider.credentialType,
				displayName: credentialLabel(provider),
				required: true,
				displayOptions: {
					show: { '/operation': ['create', 'update', 'upsert'] },
					hide: { '/accountSource': ['keep', 'manual'] },
				},
			},
		],
	};
}
