/** Reading many calls. */
import { bare } from '../lib/baseline.mts';
import { http, ours, over, splitOut } from '../lib/nodes.mts';
import type { Bench, Workload } from '../lib/types.mts';
import { workflowVariant } from '../lib/workflowVariant.mts';

const COUNT = 1000;
const MANY = 10_000;

export const reads: Workload[] = [
	{
		name: '1,000 calls read by ID, 50 ms latency',
		limit: 1,
		latencyMs: 50,
		conditions: [
			{ says: 'more than 20 requests at once', holds: ({ atOnce }) => (atOnce ?? 99) <= 20 },
		],
		async prepare(bench) {
			const rows = bench.sandbox.calls.seed(COUNT).map(({ callId }) => ({ id: callId }));
			const read = ours(bench, {
				resource: 'call',
				operation: 'get',
				callId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				simplify: false,
				options: {},
			});
			const request = http(bench, 'HTTP', {
				url: `=${bench.sandbox.url}/api/calls/{{ $json.id }}`,
			});
			return {
				ours: await workflowVariant(bench, over('Read, ours', rows, read), { timed: ['Ours'] }),
				other: await workflowVariant(bench, over('Read, HTTP', rows, request), { timed: ['HTTP'] }),
				baseline: bare(
					bench,
					() => rows.map(({ id }) => ({ method: 'GET', path: `/api/calls/${id}` })),
					{
						atOnce: 20,
					},
				),
			};
		},
	},
	{
		name: '10,000 calls by Get Many',
		limit: 1,
		compare: ['ms', 'mb'],
		async prepare(bench) {
			bench.sandbox.calls.seed(MANY);
			const list = ours(bench, {
				resource: 'call',
				operation: 'getAll',
				returnAll: true,
				simplify: false,
				filters: {},
				options: {},
			});
			return {
				ours: await workflowVariant(bench, over('List, ours', [{}], list), {
					timed: ['Ours'],
					memory: true,
				}),
				other: await workflowVariant(
					bench,
					over('List, HTTP', [{}], pagedHttp(bench), splitOut('results')),
					{
						timed: ['HTTP', 'Split'],
						memory: true,
					},
				),
			};
		},
	},
];

/** The HTTP Request node's own pagination: follow the address of the next page until there is none. */
const pagedHttp = (bench: Bench) =>
	http(bench, 'HTTP', {
		url: `${bench.sandbox.url}/api/calls`,
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
