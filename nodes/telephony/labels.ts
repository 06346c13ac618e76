import type { FieldLabels } from '../errors/apiError';
import { ACCESS, listLabel } from './agentAccess';
import { MAPPING } from './mappingChange';
import type { TelephonyProvider } from './provider';

/**
 * Lists the labels of a configuration's fields, for what the API says about them.
 *
 * @returns by the API's names
 */
export function configLabels(provider: TelephonyProvider): FieldLabels {
	return {
		callCreationAllowAllAgents: ACCESS.label,
		callCreationAllowedAgentIds: listLabel('only'),
		requestContextMapping: MAPPING.label,
		...Object.fromEntries(provider.account.map(({ name, label }) => [name, label])),
	};
}
