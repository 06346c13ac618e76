/** Updates of the one Twilio configuration. */
import type { WorkflowFile } from '../../scripts/host/client.mts';
import { bare } from '../lib/baseline.mts';
import { http, jsonRequest, oneAtATime, ours, over } from '../lib/nodes.mts';
import type { Bench, Workload } from '../lib/types.mts';
import { sideBySide, workflowVariant } from '../lib/workflowVariant.mts';

const COUNT = 1000;
/** As many as the node lets out in a second. */
export const IN_A_SECOND = 150;
const PATH = '/api/telephony_configs/twilio';
const rows = Array.from({ length: COUNT }, (_, index) => ({ field: `caller.f${index}` }));
const sameRows = rows.map(() => ({ field: 'caller.number' }));

const once = [
	{ toReach: '1 request', holds: ({ requests }: { requests?: number }) => requests === 1 },
];

export const update = (choices: object) => ({
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
/** The HTTP Request node, with a body as JSON or an expression that gives it. */
export const asHttp = (bench: Bench, body: string) =>
	http(bench, 'HTTP', jsonRequest('PATCH', bench.url + PATH, body));
const httpByExpression = '={{ { "requestContextMapping": { "From": $json.field } } }}';

/** Brings the configuration into its first state. */
export const freshConfig = (bench: Bench) => () => bench.sandbox.seedConfig('twilio');

/** Items that all ask for the same: one request of ours, one each of the HTTP Request node's. */
const identical = (name: string, limit: number, parameters: object, body: string): Workload => ({
	name,
	limit,
	conditions: once,
	prepare: async (bench) =>
		await sideBySide(bench, {
			rows: sameRows,
			ours: ours(bench, parameters),
			instead: [asHttp(bench, body)],
			before: freshConfig(bench),
		}),
});

/** Items that contradict one another: a request each, in order. */
const different = (count: number): Workload => ({
	name: `${count.toLocaleString('en')} different updates, an expression an item`,
	conditions: [{ toReach: `${count} requests`, holds: ({ requests }) => requests === count }],
	prepare: async (bench) => ({
		...(await sideBySide(bench, {
			rows: rows.slice(0, count),
			ours: ours(bench, byExpression),
			instead: [asHttp(bench, httpByExpression)],
			before: freshConfig(bench),
		})),
		baseline: bare(
			bench,
			() =>
				rows.slice(0, count).map(({ field }) => ({
					method: 'PATCH',
					path: PATH,
					body: { requestContextMapping: { From: field } },
				})),
			{ before: freshConfig(bench) },
		),
	}),
});

export const updates: Workload[] = [
	{ ...different(IN_A_SECOND), limit: 0.75 },
	different(COUNT),
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
		conditions: [{ toReach: '≤ 3 requests', holds: ({ requests }) => (requests ?? 99) <= 3 }],
		rounds: 3,
		async prepare(bench) {
			const agentRows = rowsOfAgents(bench, COUNT);
			return {
				ours: await addAgents(bench, agentRows),
				// Reading for all items and then writing for all of them would lose all but one agent; it takes a loop.
				other: await workflowVariant(bench, readAndWriteEach(bench, agentRows), {
					timed: ['Loop', 'Read', 'Write'],
					before: freshConfig(bench),
				}),
			};
		},
	},
];

/** @returns the data of items that name 50 agents in turn */
export function rowsOfAgents({ sandbox }: Bench, count: number): Array<{ agent: string }> {
	const agents = sandbox.seedAgents(50).map(({ agentId }) => agentId);
	return Array.from({ length: count }, (_, index) => ({ agent: agents[index % agents.length] }));
}

/** Our way to add the agent of each row to the configuration. */
export const addAgents = async (bench: Bench, agentRows: unknown[]) =>
	await workflowVariant(
		bench,
		over(
			'Add, ours',
			agentRows,
			ours(
				bench,
				update({ agentAccess: 'add', callCreationAllowedAgentIds: '={{ $json.agent }}' }),
			),
		),
		{ timed: ['Ours'], before: freshConfig(bench) },
	);

function readAndWriteEach(bench: Bench, agentRows: unknown[]): WorkflowFile {
	const url = bench.url + PATH;
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
