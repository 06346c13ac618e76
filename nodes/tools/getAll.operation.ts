import type { IDataObject } from 'n8n-workflow';
import { independent, type ItemOperation } from '../engine/operation';
import { readChoice, readText } from '../fields/readers';
import { listFields, readLimit, simplifyField } from '../fields/returnAll';
import { switchOf } from '../fields/switches';
import { refuseMissing } from '../fields/values';
import { isMissing } from '../util/guards';
import { includeSecretsOption, readToolView, toolOutput, type ToolView } from './output';
import { ToolApi } from './toolApi';
import { checkWorkflowsOption, WorkflowCheck } from './workflows';

interface ToolQuery {
	limit: number;
	view: ToolView;
	query: Record<string, string | undefined>;
	checksWorkflows: boolean;
}

const OWNERSHIPS = [
	{ name: 'Of the Account', value: 'private', description: 'Tools of your own' },
	{ name: 'Of Ultravox', value: 'public', description: 'Tools that Ultravox brings along' },
];

const SORT_ORDERS = [
	{ name: 'Name (A to Z)', value: 'alphabetic' },
	{ name: 'Name (Z to A)', value: 'reverseAlphabetic' },
	{ name: 'Newest First', value: 'reverseChronologic' },
	{ name: 'Oldest First', value: 'chronologic' },
	{
		name: 'Own First',
		value: 'default',
		description: 'Tools of the account first, each newest first',
	},
];

export const getAllTools: ItemOperation<ToolQuery> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many tools',
	description: 'List the tools of the account and those that Ultravox brings along',
	thing: independent,
	labels: { search: 'Search', ownership: 'Ownership', sortOrder: 'Sort' },
	fields: [
		...listFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Ownership',
					name: 'ownership',
					type: 'options',
					options: OWNERSHIPS,
					default: 'private',
					description: 'Whose tools to list; both without this filter',
				},
				{
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					placeholder: 'e.g. order',
					description: 'Text to look for; Ultravox searches',
				},
			],
		},
		simplifyField,
	],
	options: [
		checkWorkflowsOption,
		includeSecretsOption,
		{
			displayName: 'Sort',
			name: 'sort',
			type: 'options',
			options: SORT_ORDERS,
			default: 'default',
			description: 'In which order the tools come',
		},
	],
	prepare(fns, itemIndex) {
		const filters = fns.getNodeParameter('filters', itemIndex, {}) as IDataObject;
		const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
		const { displayName: checks, name } = checkWorkflowsOption;
		return {
			limit: readLimit(fns, itemIndex),
			view: readToolView(fns, itemIndex),
			checksWorkflows: switchOf(options, name, false, checks),
			query: {
				search: 'search' in filters ? readSearch(filters.search) : undefined,
				ownership: choiceOf(filters, 'ownership', 'Ownership', OWNERSHIPS),
				sortOrder: choiceOf(options, 'sort', 'Sort', SORT_ORDERS),
			},
		};
	},
	async execute({ fns, api, itemIndex, prepared: { limit, query, view, checksWorkflows } }) {
		const tools = new ToolApi(api);
		if (!checksWorkflows) return await tools.list(query, limit, (tool) => toolOutput(tool, view));
		const all = await tools.list(query, limit, (tool) => tool);
		const check = new WorkflowCheck(fns, itemIndex, api.cancelSignal);
		const states = await check.statesOf(all);
		return all.map((tool, index) => ({
			...toolOutput(tool, view),
			workflowStatus: states[index],
		}));
	},
};

function readSearch(value: unknown): string | undefined {
	if (isMissing(value)) refuseMissing('Search', 'empty text');
	return readText(value, 'Search').trim() || undefined;
}

function choiceOf(
	given: IDataObject,
	name: string,
	label: string,
	choices: Array<{ value: string }>,
): string | undefined {
	if (!(name in given)) return undefined;
	return readChoice(...choices.map(({ value }) => value))(given[name], label);
}
