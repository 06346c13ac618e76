import type { JsonObject, SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		batches: Map<string, StoredBatch>;
	}
}

export type ScheduledStatus = 'FUTURE' | 'PENDING' | 'SUCCESS' | 'EXPIRED' | 'ERROR';

/** One row of a batch. */
export interface StoredScheduledCall {
	seq: number;
	status: ScheduledStatus;
	callId: string | null;
	error: string | null;
	medium: JsonObject | null;
	metadata: Record<string, string> | null;
	templateContext: JsonObject | null;
	experimentalSettings: JsonObject | null;
}

export interface StoredBatch {
	seq: number;
	batchId: string;
	agentId: string;
	created: string;
	windowStart: string | null;
	windowEnd: string | null;
	throttle: string | null;
	webhookUrl: string | null;
	webhookSecret: string;
	paused: boolean;
	endedAt: string | null;
	/** When the next row is due, milliseconds. */
	nextAt: number;
	calls: StoredScheduledCall[];
}

export function clearBatches(state: SandboxState): void {
	state.batches = new Map();
}
