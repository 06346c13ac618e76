import type { Fault } from '../sandbox';
import { startSandbox } from '../sandbox/index.ts';
import { Ultravox } from '../nodes/Ultravox/Ultravox.node.ts';
import { runNode } from '../test/support/harness';
import type { LongResult } from './long.mts';

const NUMBERS = ['+15550000001', '+15550000002', '+15550000003'];

/** What goes wrong with the second call; whether that call was made all the same. */
const FAULTS: Array<[string, Fault]> = [
	['a refusal', { status: 400, body: { detail: 'Not now.' } }],
	['status 500', { status: 500, applyFirst: true }],
	['a reset before the answer', { reset: 'before', applyFirst: true }],
	['half an answer', { truncated: true, applyFirst: true }],
	['no answer in time', { never: true, applyFirst: true }],
];

/** Fields of Create whose text is another one in each try. */
const CHANGING = {
	'the time in the context': {
		templateContext: { values: [{ name: 'when', value: '={{ $now.toMillis() }}' }] },
	},
	'a random number in the metadata': {
		metadata: { values: [{ name: 'draw', value: '={{ Math.random() }}' }] },
	},
	'a random Deduplication Key': { deduplicationKey: '={{ Math.random() }}' },
};

/** Creates calls with Retry On Fail while what is sent changes from try to try: nobody may be called twice. */
export async function retryWithChangingTexts(): Promise<LongResult> {
	const sandbox = await startSandbox({ agents: 1 });
	const broken: string[] = [];
	let runs = 0;
	try {
		for (const [what, additionalFields] of Object.entries(CHANGING)) {
			for (const [fault, answer] of FAULTS) {
				sandbox.reset();
				sandbox.seedConfig('twilio');
				sandbox.faults.add({ method: 'POST', after: 1, ...answer });
				await runNode({
					node: Ultravox,
					parameters: {
						resource: 'call',
						operation: 'create',
						agentId: { __rl: true, mode: 'id', value: [...sandbox.state.agents.keys()][0] },
						to: '={{ $json.phone }}',
						from: '+15559876543',
						additionalFields,
						options: { timeout: 2, maxRetries: 0, callsPerSecond: 100 },
					},
					credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
					items: NUMBERS.map((phone) => ({ phone })),
					retryOnFail: { maxTries: 3, waitBetweenTries: 1 },
				});
				runs += 1;
				const called = [...sandbox.state.calls.values()].map(({ medium }) =>
					JSON.stringify(medium),
				);
				const twice = called.length - new Set(called).size;
				if (twice > 0) broken.push(`${what}, ${fault}: ${twice} called twice`);
				if (called.length < 2) broken.push(`${what}, ${fault}: only ${called.length} called`);
			}
		}
	} finally {
		await sandbox.close();
	}
	return { name: 'Retry On Fail with changing texts', figures: `${runs} runs`, broken };
}
