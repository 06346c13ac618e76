/** Runs the ways of a work in turn, so that whatever else the machine does hits all of them. */
import type { Bench, Measure, Way, Work } from './types.mts';

export interface Result {
	work: Work;
	ours: Measure;
	other: Measure;
	floor?: Measure;
	/** Ours divided by the other's, for each compared figure. */
	ratios: Array<{ figure: 'ms' | 'mb'; ratio: number; reached: boolean }>;
	/** Conditions that do not hold. */
	broken: string[];
	rounds: number;
}

/**
 * Measures a work.
 *
 * @param rounds how many rounds count; one more warms up and does not
 */
export async function measure(bench: Bench, work: Work, rounds: number): Promise<Result> {
	bench.sandbox.reset();
	const ways = await work.prepare(bench);
	const named = Object.entries(ways).filter((entry): entry is [string, Way] => !!entry[1]);
	const taken: Record<string, Measure[]> = Object.fromEntries(named.map(([name]) => [name, []]));
	for (let round = 0; round <= rounds; round++) {
		for (const [name, way] of round % 2 === 0 ? named : [...named].reverse()) {
			bench.sandbox.switches.latencyMs = 0;
			await way.before?.();
			bench.sandbox.switches.latencyMs = work.latencyMs ?? 0;
			const measured = await way.run();
			if (round > 0) taken[name].push(measured);
		}
	}
	const ours = middle(taken.ours);
	const other = middle(taken.other);
	const ratios = (work.compare ?? ['ms']).map((figure) => {
		const ratio = (ours[figure] ?? Number.NaN) / (other[figure] ?? Number.NaN);
		return { figure, ratio, reached: ratio <= work.limit };
	});
	return {
		work,
		ours,
		other,
		...(taken.floor ? { floor: middle(taken.floor) } : {}),
		ratios,
		broken: (work.conditions ?? []).filter(({ holds }) => !holds(ours)).map(({ says }) => says),
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
	};
}

/** @returns undefined for no values */
export function median(values: number[]): number | undefined {
	if (values.length === 0) return undefined;
	const sorted = [...values].sort((one, next) => one - next);
	const half = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
