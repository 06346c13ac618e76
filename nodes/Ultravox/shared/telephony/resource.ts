import type { Resource } from '../types';
import type { TelephonyProvider } from './provider';

/**
 * Makes the resource of a provider's configuration.
 *
 * @param provider the provider
 * @param menu its menu entry and its operations
 */
export function telephonyResource(
	provider: TelephonyProvider,
	menu: Pick<Resource, 'name' | 'description' | 'operations'>,
): Resource {
	return {
		...menu,
		value: provider.resource,
		defaultOperation: 'update',
		credentials: [
			{
				name: provider.credentialType,
				required: true,
				displayOptions: {
					show: { operation: ['create', 'update', 'upsert'], accountSource: ['credential'] },
				},
			},
		],
	};
}
