import type { IDataObject } from 'n8n-workflow';
import { CALLS, markJoinUrlSecret, type Call } from './callApi';
import { includeSecretsOption, readView, toOutput, type CallView } from './output';
import type { QueryValue } from '../client/serialize';
import { listFields, readLimit, simplifyField } from '../fields/returnAll';
import { allPages } from '../client/pagination';
import { independent, type ItemOperation } from '../engine/operation';
import { isMissing } from '../util/guards';
import { refuseMissing } from '../fields/values';
import { filterLabels, filtersField, readFilters } from './filters';

interface CallQuery {
	limit: number;
	view: CallView;
	query: Record<string, QueryValue>;
}

/** Lists calls, newest first unless the user sorts them otherwise; follows the pages up to the limit. */
export const getAllCalls: ItemOperation<CallQuery> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many calls',
	description: 'List the calls of the account, or those that fit the filters',
	thing: independent,
	fields: [...listFields, filtersField, simplifyField],
	options: [
		includeSecretsOption,
		{
			displayName: 'Sort',
			name: 'sort',
			type: 'options',
			options: [
				{ name: 'Newest First', value: '-created' },
				{ name: 'Oldest First', value: 'created' },
			],
			default: '-created',
			description: 'In which order the calls come',
		},
	],
	labels: { ...filterLabels, sort: 'Sort' },
	prepare(fns, itemIndex) {
		const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
		if ('sort' in options && isMissing(options.sort)) refuseMissing('Sort', '-created');
		const sort = options.sort === undefined ? {} : { sort: String(options.sort) };
		return {
			limit: readLimit(fns, itemIndex),
			view: readView(fns, itemIndex),
			query: { ...readFilters(fns, itemIndex), ...sort },
		};
	},
	async execute({ api, prepared: { limit, view, query } }) {
		return await allPages<Call, IDataObject>(api, CALLS, query, limit, (call) =>
			toOutput(markJoinUrlSecret(api, call), view),
		);
	},
};
