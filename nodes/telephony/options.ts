import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../fields/parameters';
import { switchOf } from '../fields/switches';

/** Options of the operations that write. */
export interface ConfigOptions {
	dryRun: boolean;
	reportChanges: boolean;
	/** Whether the output names the allowed agents. */
	includeAgentNames: boolean;
	/** Whether to warn of mapped fields that agents do not use. */
	checkMapping: boolean;
}

const CHECK_MAPPING = 'Check Mapping';
const DRY_RUN = 'Dry Run';
const INCLUDE_AGENT_NAMES = 'Include Agent Names';
const REPORT_CHANGES = 'Report Changes';

/**
 * Entries of the operations that write, for their "Options" collection. A switch is on where somebody adds it, since that
 * is what they add it for; what holds where it is not added is in `readOptions`.
 */
export const configOptions: INodeProperties[] = [
	{
		displayName: 'Check Mapping',
		name: 'checkMapping',
		type: 'boolean',
		default: true,
		description:
			'Whether to warn when an allowed agent uses a mapped field nowhere, as its incoming calls may fail then. Looks at 300 agents at most while the change is sent, and never waits for them.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description:
			'Whether to check everything, read what is stored and answer with what would be changed, without changing anything',
	},
	{
		displayName: 'Include Agent Names',
		name: 'includeAgentNames',
		type: 'boolean',
		default: true,
		description:
			'Whether to add the allowed agents with their names to the output. Looks them up while the change is sent; a name that is not there by then is null.',
	},
	{
		displayName: 'Report Changes',
		name: 'reportChanges',
		type: 'boolean',
		default: true,
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
		checkMapping: switchOf(given, 'checkMapping', true, CHECK_MAPPING),
		dryRun: switchOf(given, 'dryRun', false, DRY_RUN),
		includeAgentNames: switchOf(given, 'includeAgentNames', false, INCLUDE_AGENT_NAMES),
		reportChanges: switchOf(given, 'reportChanges', false, REPORT_CHANGES),
	};
}
