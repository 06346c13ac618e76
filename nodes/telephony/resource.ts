import type { Operation, Resource } from '../engine/operation';
import type { TelephonyProvider } from './provider';

/**
 * Makes the resource of a provider's configuration.
 *
 * @param provider the provider
 * @param operations its operations, in menu order
 */
export function telephonyResource(provider: TelephonyProvider, operations: Operation[]): Resource {
	const { label } = provider;
	return {
		name: `${label} Telephony Config`,
		description: `How Ultravox answers the calls of a ${label} account`,
		operations,
		value: provider.resource,
		defaultOperation: 'update',
		credentials: [
			{
				name: provider.credentialType,
				displayName: `${label} Account Credential`,
				required: true,
				displayOptions: {
					show: { operation: ['create', 'update', 'upsert'], accountSource: ['credential'] },
				},
			},
		],
	};
}
