/** Updates of the one Twilio configuration. */
import type { WorkflowFile } from '../../scripts/host/client.mts';
import { bare } from '../lib/baseline.mts';
import { http, jsonRequest, oneAtATime, ours, over } from '../lib/nodes.mts';
import type { Bench, Workload } from '../lib/types.mts';
import { workflowVariant } from '../lib/workflowVariant.mts';

const COUNT = 1000;
const PATH = '/api/telephony_configs/twilio';
const rows = Array.from({ length: COUNT }, (_, index) => ({ field: `caller.f${index}` }));
const sameRows = rows.map(() => ({ field: 'caller.number' }));

const once = [
	{ says: 'more than one request', holds: ({ requests }: { requests?: number }) => requests === 1 },
];

const update = (choices: object) => ({
	resource: 'twilioTelephonyConfig',
	operation: 'update',
	accountSource: 'keep',
	...choices,
	// HTTP Request looks up no agents either.
	options: { checkMapping: false },
});

const byExpression = update({
	mappingMode: 'replace',
	specifyMapping: 'json',
	requestContextMappingJson: '={{ { "From": $json.field } }}',
});
/** As rows, the way the editor offers it first. */
const byField = update({
	mappingMode: 'replace',
	requestContextMapping: {
		mappings: [{ requestField: 'From', contextField: '={{ $json.field }}' }],
	},
});
const asHttp = (bench: Bench, body: string) =>
	http(bench, 'HTTP', jsonRequest('PATCH', bench.sandbox.url + PATH, body));
const httpByExpression = '={{ { "requestContextMapping": { "From": $json.field } } }}';

const before = (bench: Bench) => () => bench.sandbox.seedConfig('twilio');

/** Items that all ask for the same: one request of ours, one each of the HTTP Request node's. */
const identical = (name: string, limit: number, parameters: object, body: string): Workload => ({
	name,
	limit,
	conditions: once,
	prepare: async (bench) => ({
		ours: await workflowVariant(bench, over(`${name}, ours`, sameRows, ours(bench, parameters)), {
			timed: ['Ours'],
			before: before(bench),
		}),
		other: await workflowVariant(bench, over(`${name}, HTTP`, sameRows, asHttp(bench, body)), {
			timed: ['HTTP'],
			before: before(bench),
		}),
	}),
});

export const updates: Workload[] = [
	{
		name: '1,000 different updates, an expression an item',
		limit: 0.75,
		conditions: [{ says: 'not one request an item', holds: ({ requests }) => requests === COUNT }],
		prepare: async (bench) => ({
			ours: await workflowVariant(bench, over('Different, ours', rows, ours(bench, byExpression)), {
				timed: ['Ours'],
				before: before(bench),
			}),
			other: await workflowVariant(
				bench,
				over('Different, HTTP', rows, asHttp(bench, httpByExpression)),
				{ timed: ['HTTP'], before: before(bench) },
			),
			baseline: bare(
				bench,
				() =>
					rows.map(({ field }) => ({
						method: 'PATCH',
						path: PATH,
						body: { requestContextMapping: { From: field } },
					})),
				{ before: before(bench) },
			),
		}),
	},
	identical('1,000 identical updates by expression', 0.15, byExpression, httpByExpression),
	identical(
		'the same, a field dragged in instead of an expression written',
		0.15,
		byField,
		httpByExpression,
	),
	identical(
		'1,000 identical updates without an expression',
		0.03,
		update({
			mappingMode: 'replace',
			specifyMapping: 'json',
			requestContextMappingJson: '{"From":"caller.number"}',
		}),
		'{"requestContextMapping":{"From":"caller.number"}}',
	),
	{
		name: '1,000 items that each add one of 50 agents, 20 ms latency',
		limit: 0.1,
		latencyMs: 20,
		conditions: [
			{ says: 'more than 51 requests', holds: ({ requests }) => (requests ?? 99) <= 51 },
		],
		async prepare(bench) {
			const agents = bench.sandbox.seedAgents(50).map(({ agentId }) => agentId);
			const agentRows = rows.map((_, index) => ({ agent: agents[index % agents.length] }));
			return {
				ours: await workflowVariant(
					bench,
					over(
						'Add, ours',
						agentRows,
						ours(
							bench,
							update({ agentAccess: 'add', callCreationAllowedAgentIds: '={{ $json.agent }}' }),
						),
					),
					{ timed: ['Ours'], before: before(bench) },
				),
				// Reading for all items and then writing for all of them would lose all but one agent; it takes a loop.
				other: await workflowVariant(bench, readAndWriteEach(bench, agentRows), {
					timed: ['Loop', 'Read', 'Write'],
					before: before(bench),
				}),
			};
		},
	},
];

function readAndWriteEach(bench: Bench, agentRows: unknown[]): WorkflowFile {
	const url = bench.sandbox.url + PATH;
	const body =
		'={{ { "callCreationAllowedAgentIds": [...new Set([...$json.callCreationAllowedAgentIds, $("Loop").item.json.agent])] } }}';
	const file = over(
		'Add, HTTP',
		agentRows,
		oneAtATime(),
		http(bench, 'Read', { url }),
		http(bench, 'Write', jsonRequest('PATCH', url, body)),
	);
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	return {
		...file,
		connections: {
			...file.connections,
			Loop: { main: [[], to('Read')] },
			Write: { main: [to('Loop')] },
		},
	};
}
