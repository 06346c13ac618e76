import type { FieldLabels } from '../errors/apiError';
import type { TelephonyProvider } from './provider';

/** Labels of the fields that every provider's configuration has; the editor and the messages both take them from here. */
export const LABELS = {
	callCreationAllowAllAgents: 'Allow All Agents',
	callCreationAllowedAgentIds: 'Allowed Agents',
	addAllowedAgentIds: 'Add Allowed Agents',
	removeAllowedAgentIds: 'Remove Allowed Agents',
	requestContextMapping: 'Request Context Mapping',
	requestContextMappingJson: 'Request Context Mapping (JSON)',
} as const;

/** Labels by the name of the API's field, for what the API says about it. */
export function configLabels(provider: TelephonyProvider): FieldLabels {
	return {
		...LABELS,
		...Object.fromEntries(provider.account.map(({ name, label }) => [name, label])),
	};
}
