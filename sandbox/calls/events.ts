import type { StoredCall } from './store';

export const CALL_EVENTS = ['call.started', 'call.joined', 'call.ended', 'call.billed'] as const;
export type CallEvent = (typeof CALL_EVENTS)[number];

type Listener = (event: CallEvent, call: StoredCall) => Promise<void>;

/** Tells the webhooks what happens to calls. */
export interface Events {
	on(listener: Listener): void;
	/** Tells all listeners; does not wait for them. */
	emit(event: CallEvent, call: StoredCall): void;
	/** Waits until every listener has done with what was told so far. */
	settled(): Promise<void>;
}

export function createEvents(): Events {
	const listeners: Listener[] = [];
	const pending = new Set<Promise<void>>();
	return {
		on: (listener) => void listeners.push(listener),
		emit(event, call) {
			for (const listener of listeners) {
				const work = listener(event, call).finally(() => pending.delete(work));
				pending.add(work);
			}
		},
		async settled() {
			while (pending.size > 0) await Promise.allSettled(pending);
		},
	};
}
