import { notConfigured } from './configApi';
import { configLabels } from './labels';
import type { TelephonyProvider } from './provider';

/** Makes what all operations on a provider's one configuration have in common, to be spread into each. */
export function configBehaviour(provider: TelephonyProvider) {
	return {
		thing: () => provider.id,
		keepsFields: true,
		labels: configLabels(provider),
		wording: { 404: notConfigured(provider) },
	};
}
