import { wait } from '../../util/wait';

/** What the smallest plan of Ultravox allows; it counts both at once. */
const USUAL_PER_SECOND = 5;
const USUAL_PER_MINUTE = 30;
/** Requests do not arrive as evenly as they are sent. */
const MARGIN = 1.05;
/** Accounts and paces that are remembered; the one that was not used for longest goes first. */
const MOST_LIMITERS = 200;

const limiters = new Map<string, RateLimiter>();

/**
 * The pace of an account. All executions of this n8n process share it, and so do the rounds of a loop.
 *
 * @param account tells accounts apart; nothing secret
 * @param perSecond calls per second that the user allows; undefined for what every plan allows. Each value is a pace of its
 *   own: a slow workflow does not slow down a quick one.
 */
export function rateLimiterOf(account: string, perSecond: number | undefined): RateLimiter {
	const name = `${account} ${String(perSecond)}`;
	const limiter = limiters.get(name) ?? new RateLimiter(perSecond);
	limiters.delete(name);
	limiters.set(name, limiter);
	for (const oldest of limiters.keys()) {
		if (limiters.size <= MOST_LIMITERS) break;
		limiters.delete(oldest);
	}
	return limiter;
}

/** Lets calls start only so often, in the order in which they ask. */
export class RateLimiter {
	/** When the latest calls were started, milliseconds since 1970, oldest first. */
	private starts: number[] = [];

	/** Done when everybody who has asked so far has had their turn, or given it up. */
	private queue: Promise<unknown> = Promise.resolve();

	/** @param perSecond calls per second; undefined for what every plan allows */
	constructor(private readonly perSecond?: number) {}

	/**
	 * Waits for the caller's turn, and counts it.
	 *
	 * @param signal gives the turn up: it ends at once, nothing is counted, and nobody waits for it
	 * @returns gives a turn back that was not used after all
	 */
	async turn(signal?: AbortSignal): Promise<() => void> {
		const before = this.queue;
		let leave: () => void = () => {};
		const left = new Promise<void>((resolve) => (leave = resolve));
		this.queue = before.then(async () => await left);
		await unlessAborted(before, signal);
		await wait(this.delay(Date.now()), signal);
		const start = Date.now();
		if (!signal?.aborted) this.starts.push(start);
		if (this.starts.length > USUAL_PER_MINUTE) this.starts.shift();
		leave();
		return () => {
			const index = this.starts.lastIndexOf(start);
			if (index >= 0) this.starts.splice(index, 1);
		};
	}

	/** Milliseconds until the next call may start; never more than a clock that was set back can do harm with. */
	private delay(now: number): number {
		const last = this.starts[this.starts.length - 1];
		if (last === undefined) return 0;
		const gap = (1000 / (this.perSecond ?? USUAL_PER_SECOND)) * MARGIN;
		const first = this.starts[this.starts.length - USUAL_PER_MINUTE];
		const minute = 60_000 * MARGIN;
		const counts = this.perSecond === undefined && first !== undefined;
		return Math.max(
			0,
			Math.min(gap, last + gap - now),
			counts ? Math.min(minute, first + minute - now) : 0,
		);
	}
}

/** Waits for work, but no longer than until `signal`. */
async function unlessAborted(
	work: Promise<unknown>,
	signal: AbortSignal | undefined,
): Promise<void> {
	if (signal?.aborted) return;
	let stop: () => void = () => {};
	const aborted = new Promise<void>((resolve) => (stop = resolve));
	signal?.addEventListener('abort', stop);
	await Promise.race([work, aborted]);
	signal?.removeEventListener('abort', stop);
}
