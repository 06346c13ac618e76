import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import type { QueryValue } from '../client/serialize';
import { independent, type ItemOperation } from '../engine/operation';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { filterLabels, filtersField, readFilters } from './filters';
import { voiceOutput } from './output';
import { VOICES, type Voice } from './voiceApi';

interface VoiceQuery {
	limit: number;
	simplify: boolean;
	query: Record<string, QueryValue>;
}

export const getAllVoices: ItemOperation<VoiceQuery> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many voices',
	description: 'List the voices that agents can speak with',
	thing: independent,
	labels: filterLabels,
	fields: [...listFields, filtersField, simplifyField],
	prepare: (fns, itemIndex) => ({
		limit: readLimit(fns, itemIndex),
		simplify: readSimplify(fns, itemIndex),
		query: readFilters(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { limit, simplify, query } }) =>
		await allPages<Voice, IDataObject>(api, VOICES, query, limit, (voice) =>
			voiceOutput(voice, simplify),
		),
};
