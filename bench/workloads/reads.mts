/** Reading many calls. */
import { bare } from '../lib/baseline.mts';
import { http, ours, splitOut } from '../lib/nodes.mts';
import type { Bench, Workload } from '../lib/types.mts';
import { sideBySide } from '../lib/workflowVariant.mts';
import { IN_A_SECOND } from './updates.mts';

const COUNT = 1000;
const MANY = 10_000;

const byId = (count: number): Workload => ({
	name: `${count.toLocaleString('en')} calls read by ID, 50 ms latency`,
	latencyMs: 50,
	conditions: [{ toReach: '≤ 100 at once', holds: ({ atOnce }) => (atOnce ?? 999) <= 100 }],
	async prepare(bench) {
		const rows = seedCalls(bench, count);
		const requests = () =>
			rows.map(({ id }) => ({ method: 'GET' as const, path: `/api/calls/${id}` }));
		return { ...(await readById(bench, rows)), baseline: bare(bench, requests, { atOnce: 20 }) };
	},
});

export const reads: Workload[] = [
	{ ...byId(IN_A_SECOND), limit: 1 },
	byId(COUNT),
	{
		name: '10,000 calls by Get Many',
		limit: 1,
		compare: ['ms', 'mb'],
		prepare: async (bench) => await getMany(bench, MANY, { memory: true }),
	},
];

/** Adds finished calls to the account. @returns an item's data for each */
export const seedCalls = ({ sandbox }: Bench, count: number): Array<{ id: string }> =>
	sandbox.calls.seed(count).map(({ callId }) => ({ id: callId }));

/** An operation of ours on the call that an item names. */
export const oursById = (bench: Bench, operation: string, parameters: object = {}) =>
	ours(bench, {
		resource: 'call',
		operation,
		callId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		...parameters,
	});

/** A request to the call that an item names. */
export const httpById = (bench: Bench, method: string) =>
	http(bench, 'HTTP', { method, url: `=${bench.url}/api/calls/{{ $json.id }}` });

/** Both ways to read the calls of the rows. */
export const readById = async (bench: Bench, rows: unknown[]) =>
	await sideBySide(bench, {
		rows,
		ours: oursById(bench, 'get', { simplify: false, options: {} }),
		instead: [httpById(bench, 'GET')],
	});

/** Both ways to list all calls of an account that has so many. */
export async function getMany(bench: Bench, count: number, options: { memory?: boolean } = {}) {
	seedCalls(bench, count);
	const list = ours(bench, {
		resource: 'call',
		operation: 'getAll',
		returnAll: true,
		simplify: false,
		filters: {},
		options: {},
	});
	return await sideBySide(bench, {
		rows: [{}],
		ours: list,
		instead: [pagedHttp(bench), splitOut('results')],
		...options,
	});
}

/** The HTTP Request node's own pagination: follow the address of the next page until there is none. */
const pagedHttp = (bench: Bench) =>
	http(bench, 'HTTP', {
		url: `${bench.url}/api/calls`,
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'pageSize', value: '100' }] },
		options: {
			pagination: {
				pagination: {
					paginationMode: 'responseContainsNextURL',
					nextURL: '={{ $response.body.next }}',
					paginationCompleteWhen: 'other',
					completeExpression: '={{ !$response.body.next }}',
				},
			},
		},
	});
