import type { UltravoxApi } from '../client/ultravoxApi';
import type { Job } from './jobs';

/**
 * Does jobs: those of one thing one after the other, others at once, beginning in item order. Never more of an account
 * than its request window is wide at that moment.
 */
export class Scheduler {
	/** The next job in item order that nobody has looked at. */
	private cursor = 0;

	/** Jobs that were passed by because their thing was busy, and may begin now. */
	private readonly resumed: Job[] = [];

	private readonly underWay = new Map<UltravoxApi, number>();

	/** What went wrong first. */
	private failure: { error: unknown } | undefined;

	private wake: () => void = () => {};

	/**
	 * @param jobs in item order
	 * @param work does a job; if it throws, no other begins
	 */
	constructor(
		private readonly jobs: Job[],
		private readonly work: (job: Job) => Promise<void>,
	) {}

	/** Whether nothing more may begin. */
	get isStopped(): boolean {
		return this.failure !== undefined;
	}

	/**
	 * Does all jobs. What has begun when one fails is done to its end.
	 *
	 * @throws what the first job to fail has thrown
	 */
	async run(): Promise<void> {
		for (;;) {
			for (let job = this.take(); job; job = this.take()) void this.perform(job);
			if (this.underWay.size === 0) break;
			await new Promise<void>((resolve) => (this.wake = resolve));
		}
		if (this.failure) throw this.failure.error;
	}

	/** The next job that may begin, if there is one. */
	private take(): Job | undefined {
		if (this.isStopped) return undefined;
		const { jobs, resumed } = this;
		while (resumed.length === 0 && this.cursor < jobs.length && !isFree(jobs[this.cursor])) {
			this.cursor++;
		}
		const job = resumed[0] ?? jobs[this.cursor];
		if (!job || this.count(job.api) >= job.api.atOnce) return undefined;
		if (resumed.length > 0) resumed.shift();
		else this.cursor++;
		return job;
	}

	private async perform(job: Job): Promise<void> {
		const { api, chain } = job;
		chain.isBusy = true;
		this.underWay.set(api, this.count(api) + 1);
		await this.work(job).catch((error: unknown) => (this.failure ??= { error }));
		chain.isBusy = false;
		chain.next++;
		const next = chain.jobs[chain.next];
		if (next && next.order < this.cursor) this.resumed.push(next);
		const left = this.count(api) - 1;
		if (left > 0) this.underWay.set(api, left);
		else this.underWay.delete(api);
		this.wake();
	}

	private count(api: UltravoxApi): number {
		return this.underWay.get(api) ?? 0;
	}
}

/** Whether nothing that the job's thing has to do before it is left. */
function isFree({ chain, order }: Job): boolean {
	return !chain.isBusy && chain.jobs[chain.next].order === order;
}
