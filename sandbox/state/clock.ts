/** A clock that runs in real time and can be moved ahead. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** ISO 8601, UTC. */
	iso(): string;
	/** Moves the clock ahead and lets everything due until then happen, in order. */
	advance(seconds: number): Promise<void>;
}

/** Work that becomes due as time passes. */
export interface Due {
	/** Does everything that is due at `now` (milliseconds). */
	catchUp(now: number): Promise<void> | void;
}

export interface MovableClock extends Clock {
	/** Registers something that has work to do when the clock moves; asked in the order of registration. */
	onMove(due: Due): void;
	/** Lets everything happen that is due by now. */
	catchUp(): Promise<void>;
	/** Back to real time. */
	reset(): void;
}

export function createClock(): MovableClock {
	const dues: Due[] = [];
	let ahead = 0;
	const clock: MovableClock = {
		now: () => Date.now() + ahead,
		iso: () => new Date(clock.now()).toISOString(),
		async advance(seconds) {
			ahead += seconds * 1000;
			await clock.catchUp();
		},
		async catchUp() {
			for (const due of dues) await due.catchUp(clock.now());
		},
		onMove: (due) => void dues.push(due),
		reset: () => {
			ahead = 0;
		},
	};
	return clock;
}
