import type { IDataObject } from 'n8n-workflow';
import { readText } from '../fields/readers';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { allPages } from '../client/pagination';
import { independent, type ItemOperation } from '../engine/operation';
import { isMissing } from '../util/guards';
import { refuseMissing } from '../fields/values';
import { AGENTS, type Agent } from './agentApi';
import { agentOutput } from './simplify';

interface AgentQuery {
	limit: number;
	simplify: boolean;
	search?: string;
	sort?: string;
}

export const getAllAgents: ItemOperation<AgentQuery> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many agents',
	description: 'List the agents of the account',
	thing: independent,
	labels: { search: 'Search', sort: 'Sort' },
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
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					placeholder: 'e.g. Front Desk',
					description: 'Text to look for; Ultravox searches',
				},
			],
		},
		simplifyField,
	],
	options: [
		{
			displayName: 'Sort',
			name: 'sort',
			type: 'options',
			options: [
				{ name: 'Name (A to Z)', value: 'name' },
				{ name: 'Name (Z to A)', value: '-name' },
				{ name: 'Newest First', value: '-created' },
				{ name: 'Oldest First', value: 'created' },
			],
			default: '-created',
			description: 'In which order the agents come',
		},
	],
	prepare(fns, itemIndex) {
		const filters = fns.getNodeParameter('filters', itemIndex, {}) as IDataObject;
		const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
		return {
			limit: readLimit(fns, itemIndex),
			simplify: readSimplify(fns, itemIndex),
			search: optional(filters, 'search', 'Search'),
			sort: optional(options, 'sort', 'Sort'),
		};
	},
	async execute({ api, prepared: { limit, search, simplify, sort } }) {
		return await allPages<Agent, IDataObject>(api, AGENTS, { search, sort }, limit, (agent) =>
			agentOutput(agent, simplify),
		);
	},
};

function optional(given: IDataObject, name: string, label: string): string | undefined {
	if (!(name in given)) return undefined;
	if (isMissing(given[name])) refuseMissing(label, 'empty text');
	return readText(given[name], label).trim() || undefined;
}
