import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { readAgentIds } from './agentIds';
import { readChosen, type Choice, type Chooser, type WriteOperation } from './chooser';

/** Who may take calls, as chosen. */
export type AccessMode = 'keep' | 'only' | 'add' | 'remove' | 'listed' | 'all' | 'none';

/** Who may take calls, as read from the panel. */
export interface AgentAccess {
	mode: AccessMode;
	/** For `only`, `add` and `remove`; there is at least one for `only`. */
	ids: string[];
}

const ONLY: Choice<AccessMode> = {
	name: 'Only These Agents',
	value: 'only',
	description:
		'Nobody else. Sends callCreationAllowAllAgents: false and callCreationAllowedAgentIds.',
};
const ALL: Choice<AccessMode> = {
	name: 'All Agents',
	value: 'all',
	description: 'Every agent, those to come too. Sends callCreationAllowAllAgents: true.',
};

/** In Create: the likeliest first. */
const CREATE_CHOICES: Array<Choice<AccessMode>> = [
	{
		name: 'Nobody Yet',
		value: 'none',
		description:
			'No calls yet. Sends callCreationAllowAllAgents: false and callCreationAllowedAgentIds: [].',
	},
	ONLY,
	ALL,
];

/** In Update and Create or Update: the likeliest first. */
const CHANGE_CHOICES: Array<Choice<AccessMode>> = [
	{ name: 'Keep as It Is', value: 'keep', description: 'Leave it as it is stored. Sends nothing.' },
	{
		name: 'Add Agents',
		value: 'add',
		description: 'The others stay. Sends callCreationAllowedAgentIds: those stored and these.',
	},
	{
		name: 'Remove Agents',
		value: 'remove',
		description: 'The others stay. Sends callCreationAllowedAgentIds: those stored without these.',
	},
	ONLY,
	ALL,
	{
		name: 'Only Agents Already Listed',
		value: 'listed',
		description: 'The stored list counts again. Sends callCreationAllowAllAgents: false.',
	},
	{
		name: 'No Agent',
		value: 'none',
		description:
			'Close the line. Sends callCreationAllowAllAgents: false and callCreationAllowedAgentIds: [].',
	},
];

export const ACCESS: Chooser<AccessMode> = {
	label: 'Who May Take Calls',
	choices: (operation) => (operation === 'create' ? CREATE_CHOICES : CHANGE_CHOICES),
};

const LIST = 'callCreationAllowedAgentIds';

const ALL_AGENTS = { loadOptionsMethod: 'getAgents' };

const agentList = (mode: AccessMode, displayName: string, purpose: string): INodeProperties => {
	const description = `${purpose}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a> that gives a list or IDs separated by commas.`;
	return {
		displayName,
		name: LIST,
		type: 'multiOptions',
		typeOptions: ALL_AGENTS,
		default: [],
		description,
		displayOptions: { show: { '/agentAccess': [mode] } },
	};
};

const LISTS: Partial<Record<AccessMode, INodeProperties>> = {
	only: agentList('only', 'Allowed Agents', 'Agents that may take incoming calls'),
	add: agentList('add', 'Agents to Add', 'Agents that may take incoming calls as well'),
	remove: agentList('remove', 'Agents to Remove', 'Agents that may no longer take incoming calls'),
};

/** Label of the list of agents that a choice has. */
export const listLabel = (mode: AccessMode): string => LISTS[mode]?.displayName ?? 'Allowed Agents';

/** Makes the fields for who may take calls. */
export function accessFields(operation: WriteOperation): INodeProperties[] {
	const choices = ACCESS.choices(operation);
	const usual = choices[0].value;
	return [
		{
			displayName: 'Who May Take Calls',
			name: 'agentAccess',
			type: 'options',
			options: [...choices],
			default: usual,
			description: 'Which agents of the account incoming calls can reach',
		},
		...choices.flatMap(({ value }) => LISTS[value] ?? []),
	];
}

/**
 * Reads who may take calls.
 *
 * @throws InputError when a value cannot be right
 */
export function readAccess(
	fns: ParameterReader,
	itemIndex: number,
	operation: WriteOperation,
): AgentAccess {
	const [usual] = ACCESS.choices(operation);
	const chosen = fns.getNodeParameter('agentAccess', itemIndex, usual.value);
	const mode = readChosen(chosen, ACCESS, operation);
	if (!LISTS[mode]) return { mode, ids: [] };
	const label = listLabel(mode);
	const ids = readAgentIds(fns.getNodeParameter(LIST, itemIndex, []), label);
	if (ids.length > 0) return { mode, ids };
	if (mode === 'only') refuseNone(label, operation);
	const raw = fns.getNode().parameters[LIST];
	// An expression that gives an empty list says that there is nobody to add or to remove for this item.
	if (typeof raw === 'string' && raw.startsWith('=')) return { mode, ids };
	throw new InputError(
		`${label}: no agent is chosen`,
		`Choose at least one agent, or set ${ACCESS.label} to Keep as It Is.`,
	);
}

function refuseNone(label: string, operation: WriteOperation): never {
	const none = ACCESS.choices(operation).find(({ value }) => value === 'none');
	throw new InputError(
		`${label}: no agent is chosen`,
		`Choose at least one agent. To let no agent take calls, set ${ACCESS.label} to ${none?.name}. Where a list may be empty, give ${ACCESS.label} the expression {{ $json.agents.length ? 'only' : 'none' }}, with the name of your input field.`,
	);
}
