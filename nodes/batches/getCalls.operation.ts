import type { IDataObject } from 'n8n-workflow';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { InputError } from '../errors/inputError';
import { independent, type ItemOperation } from '../engine/operation';
import { isRecord } from '../util/guards';
import { withoutSecrets } from '../calls/output';
import { show } from '../fields/values';
import { batchWording } from './labels';
import { outcomeOf, rowIdOf, simplifyCreatedCall, simplifyScheduledCall } from './output';
import type { BatchApi } from './batchApi';
import { batchesOf, batchFields, readTarget, type BatchTarget } from './target';

const STATUSES = [
	{
		name: 'Expired',
		value: 'EXPIRED',
		description: 'The window ended before it was the turn of the row',
	},
	{ name: 'Future', value: 'FUTURE' },
	{ name: 'Not Created', value: 'ERROR', description: 'The call could not be created' },
	{ name: 'Pending', value: 'PENDING' },
	{
		name: 'Success',
		value: 'SUCCESS',
		description: 'The call was created; whether it was answered is in the created calls',
	},
];

interface Prepared extends BatchTarget {
	created: boolean;
	status?: string;
	limit: number;
	simplify: boolean;
}

/** Reads what came of a batch, each call with the ID of the row that it was made from. */
export const getBatchCalls: ItemOperation<Prepared> = {
	name: 'Get Calls',
	value: 'getCalls',
	action: 'Get the calls of a batch',
	description: 'See what came of each row, or the calls that were made',
	thing: independent,
	fields: [
		...batchFields,
		{
			displayName: 'Calls',
			name: 'calls',
			type: 'options',
			options: [
				{
					name: 'Created Calls',
					value: 'created',
					description: 'The calls that were made, with how they went',
				},
				{
					name: 'Scheduled Calls',
					value: 'scheduled',
					description: 'All rows of the batch, one line each, with what came of it',
				},
			],
			default: 'scheduled',
			description: 'Which side of the batch to read',
		},
		...listFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			displayOptions: { show: { calls: ['scheduled'] } },
			options: [
				{
					displayName: 'Status',
					name: 'status',
					type: 'options',
					options: STATUSES,
					default: 'SUCCESS',
					description: 'Only rows in this state',
				},
			],
		},
	],
	wording: batchWording,
	prepare(fns, itemIndex) {
		const created = readSide(fns.getNodeParameter('calls', itemIndex, 'scheduled'));
		const filters: unknown = created ? {} : fns.getNodeParameter('filters', itemIndex, {});
		return {
			...readTarget(fns, itemIndex),
			created,
			...(isRecord(filters) && 'status' in filters ? { status: readStatus(filters.status) } : {}),
			limit: readLimit(fns, itemIndex),
			simplify: readSimplify(fns, itemIndex),
		};
	},
	async execute({ api, prepared }) {
		const { batchId, created, limit, simplify, status } = prepared;
		const batches = batchesOf(api, prepared);
		const simple = created ? simplifyCreatedCall : simplifyScheduledCall;
		const show = (call: IDataObject): IDataObject =>
			simplify ? simple(call) : { rowId: rowIdOf(call), ...withoutSecrets(call) };
		if (created) return await batches.createdCalls(batchId, limit, show);
		const rows = await batches.scheduledCalls(batchId, limit, { status, show });
		if (simplify) await addOutcomes(batches, batchId, rows);
		return rows;
	},
};

/** Puts into the lines what came of the calls that were made. A call that is deleted leaves its line as it is. */
async function addOutcomes(batches: BatchApi, batchId: string, rows: IDataObject[]): Promise<void> {
	const byCall = new Map(
		rows.flatMap((row) => (typeof row.callId === 'string' ? [[row.callId, row]] : [])),
	);
	if (byCall.size === 0) return;
	await batches.createdCalls(batchId, Infinity, (call) => {
		const row = byCall.get(String(call.callId));
		if (row) Object.assign(row, outcomeOf(call));
	});
}

function readSide(value: unknown): boolean {
	if (value === 'created' || value === 'scheduled') return value === 'created';
	throw new InputError(
		`Calls: ${show(value)} is neither created nor scheduled`,
		'Choose one from the list.',
	);
}

function readStatus(value: unknown): string {
	const known = STATUSES.find((status) => status.value === value);
	if (known) return known.value;
	throw new InputError(
		`Status: ${show(value)} is no state of a row`,
		`Choose one from the list, or let the expression give one of ${STATUSES.map((status) => status.value).join(', ')}.`,
	);
}
