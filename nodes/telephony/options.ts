import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { switchOf } from '../fields/switches';

/** Options of the operations that write, both off by default. */
export interface ConfigOptions {
	dryRun: boolean;
	reportChanges: boolean;
}

const DRY_RUN = 'Dry Run';
const REPORT_CHANGES = 'Report Changes';

/** Entries of the operations that write, for their "Options" collection. */
export const configOptions: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to check everything, read what is stored and answer with what would be changed, without changing anything',
	},
	{
		displayName: 'Report Changes',
		name: 'reportChanges',
		type: 'boolean',
		default: false,
		description:
			'Whether to add to the output what was changed, with the values before and after. Reads what is stored first.',
	},
];

/**
 * Reads the options.
 *
 * @param itemIndex zero-based index of the item
 * @throws InputError when a switch is neither on nor off
 */
export function readOptions(fns: ParameterReader, itemIndex: number): ConfigOptions {
	const given: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		dryRun: switchOf(given, 'dryRun', false, DRY_RUN),
		reportChanges: switchOf(given, 'reportChanges', false, REPORT_CHANGES),
	};
}
