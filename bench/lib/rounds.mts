/** Runs the variants of a workload in turn, so that whatever else the machine does hits all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Measure, Variant, Workload } from './types.mts';

/** What was sent before counts no more against the requests that the node lets out in a second. */
const SECOND_MS = 1100;

export interface Result {
	workload: Workload;
	ours: Measure;
	other?: Measure;
	baseline?: Measure;
	/** Ours divided by the other's, for each compared figure. */
	ratios: Array<{ figure: 'ms' | 'mb'; ratio: number; reached: boolean }>;
	/** The other conditions, each with whether it holds. */
	conditions: Array<{ toReach: string; reached: boolean }>;
	rounds: number;
}

/**
 * Measures a workload.
 *
 * @param asked how many rounds count; one more warms up and does not
 */
export async function measure(bench: Bench, workload: Workload, asked: number): Promise<Result> {
	const rounds = Math.min(asked, workload.rounds ?? asked);
	bench.sandbox.reset();
	// The HTTP Request node knows no limit, and would be refused.
	bench.sandbox.switches.requestsPerSecond = null;
	bench.sandbox.switches.nextOrigin = bench.front?.url ?? null;
	const variants = await workload.prepare(bench);
	const named = Object.entries(variants).filter((entry): entry is [string, Variant] => !!entry[1]);
	const taken: Record<string, Measure[]> = Object.fromEntries(named.map(([name]) => [name, []]));
	let pauseMs = 0;
	for (let round = 0; round <= rounds; round++) {
		for (const [name, variant] of round % 2 === 0 ? named : [...named].reverse()) {
			bench.sandbox.switches.latencyMs = 0;
			await variant.before?.();
			bench.sandbox.switches.latencyMs = workload.latencyMs ?? 0;
			await sleep(pauseMs);
			const measured = await variant.run();
			pauseMs = (measured.requests ?? 0) > 1 ? SECOND_MS : 0;
			if (round > 0) taken[name].push(measured);
		}
	}
	const ours = middle(taken.ours);
	const other = taken.other ? middle(taken.other) : undefined;
	const ratios = (other ? (workload.compare ?? ['ms']) : []).map((figure) => {
		const ratio = (ours[figure] ?? Number.NaN) / (other?.[figure] ?? Number.NaN);
		return { figure, ratio, reached: ratio <= (workload.limit ?? Infinity) };
	});
	return {
		workload,
		ours,
		other,
		...(taken.baseline ? { baseline: middle(taken.baseline) } : {}),
		ratios,
		conditions: (workload.conditions ?? []).map(({ toReach, holds }) => ({
			toReach,
			reached: holds(ours),
		})),
		rounds,
	};
}

/** The median of each figure on its own. */
function middle(measures: Measure[]): Measure {
	const of = (figure: keyof Measure) =>
		median(measures.map((one) => one[figure]).filter((value) => value !== undefined));
	return {
		ms: of('ms') ?? Number.NaN,
		mb: of('mb'),
		requests: of('requests'),
		atOnce: of('atOnce'),
		connections: of('connections'),
	};
}

/** @returns undefined for no values */
export function median(values: number[]): number | undefined {
	if (values.length === 0) return undefined;
	const sorted = [...values].sort((one, next) => one - next);
	const half = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
