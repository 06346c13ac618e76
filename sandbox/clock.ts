/** A clock that runs in real time, can be stopped, and can be moved ahead. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** ISO 8601, UTC. */
	iso(): string;
	/** Stops the clock until the next reset; it can still be moved ahead. */
	freeze(): void;
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
	/** Runs again, at real time. */
	reset(): void;
}

export function createClock(): MovableClock {
	const dues: Due[] = [];
	let ahead = 0;
	let stoppedAt: number | undefined;
	const clock: MovableClock = {
		now: () => (stoppedAt ?? Date.now()) + ahead,
		iso: () => new Date(clock.now()).toISOString(),
		freeze: () => {
			stoppedAt ??= Date.now();
		},
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
			stoppedAt = undefined;
		},
	};
	return clock;
}
