/** What the smallest plan of Ultravox allows; it counts both at once. */
const USUAL_PER_SECOND = 5;
const USUAL_PER_MINUTE = 30;
/** Requests do not arrive as evenly as they are sent. */
const MARGIN = 1.05;

/** Spaces the creation of calls in one execution. */
export class RateLimiter {
	/** When the latest calls were started, milliseconds since 1970, oldest first. */
	private starts: number[] = [];

	/**
	 * Tells when the next call may be started.
	 *
	 * @param perSecond calls per second that the user allows; undefined for what every plan allows
	 * @param now milliseconds since 1970
	 * @returns milliseconds to wait, 0 for at once
	 */
	wait(perSecond: number | undefined, now: number): number {
		const last = this.starts[this.starts.length - 1];
		if (last === undefined) return 0;
		const gap = (1000 / (perSecond ?? USUAL_PER_SECOND)) * MARGIN;
		const first = this.starts[this.starts.length - USUAL_PER_MINUTE];
		const minute = perSecond === undefined && first !== undefined ? first + 60_000 * MARGIN : 0;
		return Math.max(0, last + gap - now, minute - now);
	}

	/** Counts a call that is being started. */
	started(now: number): void {
		this.starts.push(now);
		if (this.starts.length > USUAL_PER_MINUTE) this.starts.shift();
	}
}
