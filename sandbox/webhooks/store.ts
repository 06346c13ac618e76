import type { SandboxState } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		webhooks: Map<string, StoredWebhook>;
		/** Everything sent since the start or the last reset. */
		deliveries: Delivery[];
		/** What was not acknowledged, to be sent again. */
		redeliveries: Redelivery[];
	}
}

export interface StoredWebhook {
	seq: number;
	webhookId: string;
	agentId: string | null;
	created: string;
	url: string;
	secrets: string[];
	events: string[];
	status: 'normal' | 'unhealthy';
	lastStatusChange: string | null;
	recentFailures: Array<{ timestamp: string; failure: string }>;
}

/** One POST that was sent. */
export interface Delivery {
	/** null for a callback of a single call. */
	webhookId: string | null;
	url: string;
	event: string;
	callId: string;
	/** 0 when there was no answer. */
	status: number;
}

/** A delivery that waits for its next try. */
export interface Redelivery {
	/** Milliseconds since 1970. */
	at: number;
	send(): Promise<void>;
}

export function clearWebhooks(state: SandboxState): void {
	state.webhooks = new Map();
	state.deliveries = [];
	state.redeliveries = [];
}
