import type { FieldLabels } from '../errors/apiError';
import type { TelephonyProvider } from './provider';
import { settingEntries } from './settings';

/**
 * Lists the labels of everything that can be set in a configuration, for messages about it.
 *
 * @returns by the API's names, in the order of the panel
 */
export function configLabels(provider: TelephonyProvider): FieldLabels {
	return Object.fromEntries(
		settingEntries.flatMap(([, { labels }]) => Object.entries(labels(provider))),
	) as FieldLabels;
}
