import type { ItemOperation } from '../types';
import { notConfigured } from './configApi';
import { configLabels } from './labels';
import type { TelephonyProvider } from './provider';

/** An operation without its menu entry, which stands in the operation's own file. */
export type Behaviour<Prepared, State = undefined> = Omit<
	ItemOperation<Prepared, State>,
	'name' | 'value' | 'action' | 'description'
>;

/** What all operations on a provider's one configuration have in common. */
export function configBehaviour(provider: TelephonyProvider) {
	return {
		mode: 'inOrder' as const,
		labels: configLabels(provider),
		wording: { 404: notConfigured(provider) },
	};
}
