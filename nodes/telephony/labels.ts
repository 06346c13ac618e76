import type { FieldLabels } from '../errors/apiError';
import { ACCESS, listLabel } from './agentAccess';
import { MAPPING } from './mappingChange';
import type { TelephonyProvider } from './provider';

/** Labels by the name of the API's field, for what the API says about it. */
export function configLabels(provider: TelephonyProvider): FieldLabels {
	return {
		callCreationAllowAllAgents: ACCESS.label,
		callCreationAllowedAgentIds: listLabel('only'),
		requestContextMapping: MAPPING.label,
		...Object.fromEntries(provider.account.map(({ name, label }) => [name, label])),
	};
}
