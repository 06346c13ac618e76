import type { SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** What went on in calls, by call ID, oldest first. */
		callEvents: Map<string, StoredCallEvent[]>;
	}
}

/** From the least to the most important. */
export const SEVERITIES = ['debug', 'info', 'warning', 'error'] as const;

export interface StoredCallEvent {
	severity: (typeof SEVERITIES)[number];
	/** Free text, as the service chooses it. */
	type: string;
	text: string;
	/** Seconds since the call began. */
	second: number;
	extras?: Record<string, unknown>;
}

export function clearCallEvents(state: SandboxState): void {
	state.callEvents = new Map();
}

/** Notes that something went on in a call. */
export function addCallEvent(state: SandboxState, callId: string, event: StoredCallEvent): void {
	const events = state.callEvents.get(callId) ?? [];
	state.callEvents.set(callId, [...events, event]);
}
