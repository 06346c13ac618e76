/** Calling many people. */
import { bare } from '../lib/baseline.mts';
import { http, jsonRequest, ours } from '../lib/nodes.mts';
import type { Bench, Workload } from '../lib/types.mts';
import { sideBySide } from '../lib/workflowVariant.mts';

const COUNT = 1000;
const FROM = '+15559876543';
const rows = Array.from({ length: COUNT }, (_, index) => ({ to: `+1555${1_000_000 + index}` }));
const medium = (to: string) => ({ twilio: { outgoing: { to, from: FROM } } });

export const outgoing: Workload[] = [
	{
		name: '1,000 outgoing calls',
		limit: 0.02,
		conditions: [{ toReach: '1 request', holds: ({ requests }) => requests === 1 }],
		async prepare(bench) {
			const [agentId] = bench.sandbox.state.agents.keys();
			const before = freshAccount(bench);
			const batch = ours(bench, {
				resource: 'callBatch',
				operation: 'create',
				agentId: { __rl: true, mode: 'id', value: agentId },
				medium: 'twilio',
				connection: 'outgoing',
				to: '={{ $json.to }}',
				from: FROM,
				additionalFields: {},
				options: {},
			});
			const request = http(
				bench,
				'HTTP',
				jsonRequest(
					'POST',
					`${bench.url}/api/agents/${agentId}/calls`,
					`={{ { "medium": { "twilio": { "outgoing": { "to": $json.to, "from": "${FROM}" } } } } }}`,
				),
			);
			return {
				...(await sideBySide(bench, { rows, ours: batch, instead: [request], before })),
				baseline: bare(
					bench,
					() => [
						{
							method: 'POST',
							path: `/api/agents/${agentId}/scheduled_batches`,
							body: { calls: rows.map(({ to }) => ({ medium: medium(to) })) },
						},
					],
					{ before },
				),
			};
		},
	},
];

/** No calls, no batches, no limits: neither variant shall be held up by what came before. */
const freshAccount =
	({ sandbox }: Bench) =>
	() => {
		sandbox.seedConfig('twilio');
		sandbox.state.calls.clear();
		sandbox.state.batches.clear();
		sandbox.state.creations.length = 0;
		Object.assign(sandbox.switches, {
			creationsPerSecond: null,
			creationsPerMinute: null,
			concurrentCalls: null,
		});
	};
