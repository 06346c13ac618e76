import type { UltravoxApi } from '../client/ultravoxApi';
import type { Gathering, ItemOperation } from './operation';

/** An item, and those that ask for the very same right after it: done once. */
export interface Unit {
	/** Zero-based; the first one is executed. */
	itemIndexes: number[];
	prepared: unknown;
}

/** What is executed in one go: a unit, or several whose requests are joined. */
export interface Job {
	/** Position among all jobs. */
	order: number;
	api: UltravoxApi;
	units: Unit[];
	/** Set where its thing has other jobs, too. */
	chain: Chain;
}

/** The jobs of one thing, to be done one after the other. */
export interface Chain {
	jobs: Job[];
	/** Position in `jobs` of the one that is under way, or that comes next. */
	next: number;
	isBusy: boolean;
}

/** The latest job of a thing, to which the next item may belong. */
interface Latest {
	job: Job;
	gathering: Gathering<unknown> | undefined;
	/** JSON of what its last unit wants; made when it is first needed. */
	json: string | undefined;
}

/** Turns items into jobs, given one after the other in item order. */
export class Planner {
	readonly jobs: Job[] = [];

	private readonly things = new Map<UltravoxApi, Map<string, Latest>>();

	constructor(private readonly operation: ItemOperation<unknown, unknown>) {}

	/**
	 * @param itemIndex zero-based
	 * @param prepared what the item wants
	 * @param api client of the item's account
	 */
	add(itemIndex: number, prepared: unknown, api: UltravoxApi): void {
		const unit = { itemIndexes: [itemIndex], prepared };
		const name = this.operation.thing(prepared);
		if (name === undefined) {
			this.newJob(api, unit);
			return;
		}
		const things = this.things.get(api) ?? new Map<string, Latest>();
		this.things.set(api, things);
		const latest = things.get(name);
		if (latest && this.isTaken(latest, unit)) return;
		const job = this.newJob(api, unit, latest?.job.chain);
		things.set(name, { job, gathering: this.gathering(prepared), json: undefined });
	}

	/** Adds to the latest job of its thing what asks for the very same as it, or does not contradict it. */
	private isTaken(latest: Latest, unit: Unit): boolean {
		const { join } = this.operation;
		if (join === undefined) return false;
		const { units } = latest.job;
		const last = units[units.length - 1];
		if (last.prepared !== unit.prepared) {
			const json = JSON.stringify(unit.prepared);
			latest.json ??= JSON.stringify(last.prepared);
			if (latest.json !== json) {
				if (!latest.gathering?.takes(unit.prepared)) return false;
				units.push(unit);
				latest.json = json;
				return true;
			}
		}
		last.itemIndexes.push(...unit.itemIndexes);
		return true;
	}

	private gathering(first: unknown): Gathering<unknown> | undefined {
		const { join } = this.operation;
		return typeof join === 'object' ? join.gather(first) : undefined;
	}

	private newJob(api: UltravoxApi, unit: Unit, known?: Chain): Job {
		const chain = known ?? { jobs: [], next: 0, isBusy: false };
		const job = { order: this.jobs.length, api, units: [unit], chain };
		chain.jobs.push(job);
		this.jobs.push(job);
		return job;
	}
}
