/** Work as it is where users are: over TLS, with a round trip between n8n and the API. */
import { http, jsonRequest, ours } from '../lib/nodes.mts';
import type { Bench, Workload } from '../lib/types.mts';
import { sideBySide } from '../lib/workflowVariant.mts';
import { getMany, httpById, oursById, readById, seedCalls } from './reads.mts';
import { addAgents, asHttp, freshConfig, rowsOfAgents, update } from './updates.mts';

const AGENTS = 60;
const overTls = (work: Omit<Workload, 'overTls'>): Workload => ({
	...work,
	name: `${work.name}, over TLS`,
	overTls: true,
});

export const roundTrips: Workload[] = [
	overTls({
		name: 'one update',
		limit: 1.05,
		prepare: async (bench) =>
			await sideBySide(bench, {
				rows: [{}],
				ours: ours(
					bench,
					update({
						mappingMode: 'replace',
						specifyMapping: 'json',
						requestContextMappingJson: '{"From":"caller.number"}',
					}),
				),
				instead: [asHttp(bench, '{"requestContextMapping":{"From":"caller.number"}}')],
				before: freshConfig(bench),
			}),
	}),
	overTls({
		name: '2,000 calls by Get Many',
		limit: 1,
		prepare: async (bench) => await getMany(bench, 2000),
	}),
	overTls({
		name: '300 calls read by ID',
		limit: 1,
		prepare: async (bench) => await readById(bench, seedCalls(bench, 300)),
	}),
	overTls({
		name: '100 calls deleted',
		limit: 1,
		async prepare(bench) {
			const { calls } = bench.sandbox.state;
			const rows = seedCalls(bench, 100);
			const stored = [...calls];
			return await sideBySide(bench, {
				rows,
				ours: oursById(bench, 'delete'),
				instead: [httpById(bench, 'DELETE')],
				before() {
					for (const [callId, call] of stored) calls.set(callId, call);
				},
			});
		},
	}),
	overTls({
		name: '60 agents changed, each its own',
		limit: 1,
		conditions: [{ toReach: '≤ 2,000 ms', holds: ({ ms }) => ms <= 2000 }],
		prepare: changeAgents,
	}),
	overTls({
		name: '100 items that each add one of 50 agents',
		conditions: [
			{ toReach: '≤ 3 requests', holds: ({ requests }) => (requests ?? 99) <= 3 },
			{ toReach: '≤ 600 ms', holds: ({ ms }) => ms <= 600 },
		],
		prepare: async (bench) => ({ ours: await addAgents(bench, rowsOfAgents(bench, 100)) }),
	}),
];

/** Each agent gets a prompt of its own. The API takes a template only as a whole, so theirs has to read it first, too. */
async function changeAgents(bench: Bench) {
	const { sandbox, url } = bench;
	const firstState = () => {
		sandbox.state.agents.clear();
		// They have the same IDs every time.
		return sandbox.seedAgents(AGENTS);
	};
	const rows = firstState().map(({ agentId, name }) => ({ agentId, prompt: `You are ${name}.` }));
	const template = '{ ...$json.callTemplate, "systemPrompt": $("Items").item.json.prompt }';
	return await sideBySide(bench, {
		rows,
		ours: ours(bench, {
			resource: 'agent',
			operation: 'update',
			agentId: { __rl: true, mode: 'id', value: '={{ $json.agentId }}' },
			systemPrompt: '={{ $json.prompt }}',
			updateFields: {},
			simplify: false,
		}),
		instead: [
			http(bench, 'Read', { url: `=${url}/api/agents/{{ $json.agentId }}` }),
			http(
				bench,
				'Write',
				jsonRequest(
					'PATCH',
					`=${url}/api/agents/{{ $json.agentId }}`,
					`={{ { "callTemplate": ${template} } }}`,
				),
			),
		],
		before: () => void firstState(),
	});
}
