import { wait } from '../util/wait';

/** Requests under way at the beginning: few enough for any plan. */
const FIRST_WIDTH = 8;
/** Most under way at once; a connection each, as n8n's helper keeps none. */
const MOST_UNDER_WAY = 100;
/** Ultravox documents 200 requests a second for an API key. The rest is left to live calls, which share it. */
const MOST_A_SECOND = 150;
const SECOND_MS = 1000;
/** As long as a request waits at most between its tries. Whom the service asks to wait longer, it tells each anew. */
const LONGEST_HOLD_MS = 120_000;
/** Accounts that are remembered; of those that nobody uses, the one that was not used for longest goes first. */
const MOST_ACCOUNTS = 200;

/** Who asks for a place, and for how long it would wait. */
export interface PlaceRequest {
	/** Stands for an execution: those that wait take turns. Only compared. */
	owner: object;
	/** Gives the place up at once when aborted. */
	signal?: AbortSignal;
	/** Milliseconds. Whoever would not wait until the service is to be asked again asks it now. */
	patienceMs: number;
}

/** How the service took a request: well; as one too many; or there was no answer to tell by. */
export type Verdict = 'good' | 'busy' | 'unknown';

/**
 * Ends a request.
 *
 * @param holdMs how long the service asks to wait, in milliseconds; everybody waits then
 */
export type Leave = (verdict: Verdict, holdMs?: number) => void;

interface Waiter {
	start(): void;
}

/**
 * Lets as many requests be under way as the service takes: one more for each good answer while the room is used, half as
 * many when it was too much (AIMD, as TCP does it). All executions of a process that use an API key share its window.
 */
export class RequestWindow {
	/** How many may be under way at this moment. */
	width = FIRST_WIDTH;

	private underWay = 0;

	/** When requests of the latest second ended, oldest first. They count that long, as nobody knows when they arrived. */
	private ends: number[] = [];

	/** Grows when the width is halved. What began before it says nothing about the new width. */
	private generation = 0;

	private held = { since: 0, until: 0 };

	/** Those who wait, by whose they are; the first one's turn is next. */
	private readonly waiting = new Map<object, Waiter[]>();

	private isAsleep = false;

	/** Whether nobody uses it. */
	get isIdle(): boolean {
		return this.underWay === 0 && this.waiting.size === 0;
	}

	/**
	 * Waits for a place.
	 *
	 * @returns how to leave it; undefined when the signal was aborted before
	 */
	async enter(request: PlaceRequest): Promise<Leave | undefined> {
		const { owner, signal, patienceMs } = request;
		if (signal?.aborted) return undefined;
		const now = Date.now();
		const holdMs = this.holdMs(now);
		const isFree = this.waiting.size === 0 && this.delay(now) === 0 && this.underWay < this.width;
		if (isFree || (holdMs > patienceMs && this.paceMs(now) === 0)) return this.begin();
		return await new Promise((resolve) => {
			const line = this.waiting.get(owner) ?? [];
			this.waiting.set(owner, line);
			const giveUp = () => {
				line.splice(line.indexOf(waiter), 1);
				if (line.length === 0) this.waiting.delete(owner);
				resolve(undefined);
			};
			const waiter = {
				start: () => {
					signal?.removeEventListener('abort', giveUp);
					resolve(this.begin());
				},
			};
			line.push(waiter);
			signal?.addEventListener('abort', giveUp, { once: true });
			this.admit();
		});
	}

	private begin(): Leave {
		const { generation } = this;
		this.underWay++;
		return (verdict, holdMs = 0) => {
			const isUsed = this.underWay * 2 >= this.width;
			this.underWay--;
			const now = Date.now();
			this.ends.push(now);
			if (verdict === 'good' && isUsed) this.width = Math.min(this.width + 1, MOST_UNDER_WAY);
			if (verdict === 'busy') {
				if (generation === this.generation) {
					this.width = Math.max(1, Math.floor(this.width / 2));
					this.generation++;
				}
				const until = now + holdMs;
				const isMore = holdMs <= LONGEST_HOLD_MS && until > this.held.until;
				if (isMore) this.held = { since: now, until };
			}
			this.admit();
		};
	}

	/** Lets in whoever there is room for. */
	private admit(): void {
		while (this.waiting.size > 0 && this.underWay < this.width) {
			const ms = this.delay(Date.now());
			if (ms > 0) {
				void this.admitIn(ms);
				return;
			}
			const [[owner, line]] = this.waiting;
			const waiter = line.shift();
			this.waiting.delete(owner);
			// Behind the others, who have not had a turn since.
			if (line.length > 0) this.waiting.set(owner, line);
			waiter?.start();
		}
	}

	private async admitIn(ms: number): Promise<void> {
		if (this.isAsleep) return;
		this.isAsleep = true;
		await wait(ms, undefined, () => this.waiting.size === 0);
		this.isAsleep = false;
		this.admit();
	}

	/** Milliseconds until another request may begin, however wide the window is. */
	private delay(now: number): number {
		return Math.max(this.holdMs(now), this.paceMs(now));
	}

	/** A clock that was set back ends it. */
	private holdMs(now: number): number {
		const { since, until } = this.held;
		return now < since ? 0 : Math.max(0, until - now);
	}

	private paceMs(now: number): number {
		const { ends } = this;
		while (ends.length > 0 && (now - ends[0] >= SECOND_MS || now < ends[0])) ends.shift();
		if (this.underWay + ends.length < MOST_A_SECOND) return 0;
		// With none that ended, one that is under way has to end first.
		return (ends[0] ?? now) + SECOND_MS - now;
	}
}

const windows = new Map<string, RequestWindow>();

/**
 * The window of an account, the same for all who use it in this process.
 *
 * @param account tells accounts apart; nothing secret
 */
export function requestWindowOf(account: string): RequestWindow {
	const window = windows.get(account) ?? new RequestWindow();
	windows.delete(account);
	windows.set(account, window);
	for (const [name, { isIdle }] of windows) {
		if (windows.size <= MOST_ACCOUNTS) break;
		if (isIdle && name !== account) windows.delete(name);
	}
	return window;
}
