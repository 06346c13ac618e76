import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import type { QueryValue } from '../client/serialize';
import { independent, type ItemOperation } from '../engine/operation';
import { toSeconds } from '../fields/duration';
import { locator, readLocator } from '../fields/locators';
import { readChoice, readRequiredText } from '../fields/readers';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { refuseMissing } from '../fields/values';
import { isMissing } from '../util/guards';
import { callPath } from './callApi';

interface EventsRequest {
	callId: string;
	limit: number;
	simplify: boolean;
	query: Record<string, QueryValue>;
}

const [returnAll, limit] = listFields;

/** The API's limit. */
const LONGEST_TYPE = 50;

/** Reads what Ultravox noted during a call, page after page up to the limit. */
export const getCallEvents: ItemOperation<EventsRequest> = {
	name: 'Get Events',
	value: 'getEvents',
	action: 'Get the events of a call',
	description: 'Read what went on in a call, such as why a voice could not be heard',
	thing: independent,
	labels: { minimum_severity: 'Severity', type: 'Type' },
	fields: [
		locator('call'),
		{
			displayName: 'Severity',
			name: 'minimumSeverity',
			type: 'options',
			options: [
				{ name: 'Debug and Above', value: 'debug', description: 'Everything there is' },
				{ name: 'Info and Above', value: 'info' },
				{ name: 'Warning and Above', value: 'warning' },
				{ name: 'Severe Only', value: 'error' },
			],
			default: 'info',
			description: 'How important an event has to be',
		},
		{ ...returnAll, default: true },
		limit,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Type',
					name: 'type',
					type: 'string',
					default: '',
					placeholder: 'e.g. thread.failed',
					description:
						'Only events of exactly this type. Ultravox has no list of them; look at the events of a call.',
				},
			],
		},
		simplifyField,
	],
	prepare(fns, itemIndex) {
		const filters = fns.getNodeParameter('filters', itemIndex, {}) as IDataObject;
		const { type } = filters;
		if ('type' in filters && isMissing(type)) refuseMissing('Type', 'empty text');
		return {
			callId: readLocator(fns, 'call', itemIndex),
			limit: readLimit(fns, itemIndex, true),
			simplify: readSimplify(fns, itemIndex),
			query: {
				minimum_severity: readChoice(
					'debug',
					'info',
					'warning',
					'error',
				)(fns.getNodeParameter('minimumSeverity', itemIndex, 'info'), 'Severity'),
				type:
					isMissing(type) || type === '' ? undefined : readRequiredText(type, 'Type', LONGEST_TYPE),
			},
		};
	},
	execute: async ({ api, prepared: { callId, limit: most, simplify, query } }) =>
		await allPages<IDataObject, IDataObject>(
			api,
			`${callPath(callId)}/events`,
			query,
			most,
			(event) => (simplify ? simplifyEvent(event, callId) : { callId, ...event }),
		),
};

/** @returns the same fields for every event; `time` in seconds since the call began */
function simplifyEvent(event: IDataObject, callId: string): IDataObject {
	return {
		severity: event.severity ?? null,
		type: event.type ?? null,
		text: event.text ?? '',
		time: toSeconds(event.callTimestamp),
		extras: event.extras ?? null,
		callStageId: event.callStageId ?? null,
		callId,
	};
}
