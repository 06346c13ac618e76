import type { SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		throttles: Map<string, StoredThrottle>;
	}
}

export interface StoredThrottle {
	seq: number;
	throttleId: string;
	name: string;
	created: string;
	rules: Array<{ maxCalls: number; windowSeconds: number }>;
	/** When calls were made under it, milliseconds. */
	uses: number[];
}

export function clearThrottles(state: SandboxState): void {
	state.throttles = new Map();
}

/** The throttle with this ID or name. */
export function findThrottle(state: SandboxState, idOrName: string): StoredThrottle | undefined {
	return (
		state.throttles.get(idOrName) ??
		[...state.throttles.values()].find(({ name }) => name === idOrName)
	);
}

/** When the throttle lets the next call through: `now` or later, milliseconds. */
export function freeAt(throttle: StoredThrottle, now: number): number {
	const { rules, uses } = throttle;
	return rules.reduce((latest, { maxCalls, windowSeconds }) => {
		const window = windowSeconds * 1000;
		const recent = uses.filter((at) => at > now - window);
		const blocking = recent[recent.length - maxCalls];
		return blocking === undefined ? latest : Math.max(latest, blocking + window);
	}, now);
}
