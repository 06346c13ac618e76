import { createHash } from 'crypto';
import type { CallEvent } from './event';

/** Entries kept with the workflow; what is saved with every delivery must stay small. */
const MOST_STORED = 1000;
const MOST_REMEMBERED = 10_000;
/** Ultravox delivers again for up to about 8.5 hours. */
const KEPT_MINUTES = 12 * 60;

interface Entry {
	/** When it was seen first, in minutes since 1970. */
	minute: number;
	/** Resolves as soon as it is known whether the execution has started; undefined when it has. */
	outcome?: Promise<void>;
}

/** Who holds one has to say how it ends. */
export interface Claim {
	/** The execution has started. */
	started(): void;
	/** It has not, as far as is known; another delivery may. */
	released(): void;
}

/** The events that have started a workflow: in this process at once, and with the workflow once n8n has saved it. */
export class SeenEvents {
	/** Oldest first. */
	private readonly entries = new Map<string, Entry>();

	/**
	 * Adds what is stored with the workflow, by this process or another one.
	 *
	 * @param stored what `toJSON` returned
	 */
	learn(stored: unknown): void {
		if (typeof stored !== 'string') return;
		for (const entry of stored.split(' ')) {
			const [key, minute] = entry.split('.');
			if (key && minute && !this.entries.has(key)) {
				this.entries.set(key, { minute: parseInt(minute, 36) });
			}
		}
	}

	/**
	 * Notes an event, unless an execution had it before. While another delivery is about to start one, this waits: what
	 * is acknowledged as a duplicate does not come again, so the first one must have worked out.
	 *
	 * @param now milliseconds since 1970
	 * @returns undefined for a duplicate
	 */
	async claim(key: string, now: number): Promise<Claim | undefined> {
		for (let known = this.entries.get(key); known; known = this.entries.get(key)) {
			if (!known.outcome) return undefined;
			await known.outcome;
		}
		let resolveOutcome = () => {};
		const entry: Entry = {
			minute: Math.floor(now / 60_000),
			outcome: new Promise((resolve) => (resolveOutcome = resolve)),
		};
		this.entries.set(key, entry);
		this.forgetOld(now);
		return {
			started: () => {
				entry.outcome = undefined;
				// It may have been released: nobody waited for the answer any more, and then it did start.
				this.entries.set(key, entry);
				resolveOutcome();
			},
			released: () => {
				if (entry.outcome && this.entries.get(key) === entry) this.entries.delete(key);
				resolveOutcome();
			},
		};
	}

	/**
	 * The newest entries as text, each a key and base-36 minutes. n8n calls it at the moment of saving: of deliveries
	 * that arrive at once, the last one saved must hold them all.
	 */
	toJSON(): string {
		return [...this.entries]
			.filter(([, { outcome }]) => !outcome)
			.slice(-MOST_STORED)
			.map(([key, { minute }]) => `${key}.${minute.toString(36)}`)
			.join(' ');
	}

	private forgetOld(now: number): void {
		const oldest = Math.floor(now / 60_000) - KEPT_MINUTES;
		for (const [key, { minute }] of this.entries) {
			if (minute >= oldest && this.entries.size <= MOST_REMEMBERED) continue;
			this.entries.delete(key);
		}
	}
}

const memories = new Map<string, SeenEvents>();

/**
 * The memory of one trigger in this process.
 *
 * @param trigger IDs of workflow and node
 */
export function memoryOf(trigger: string): SeenEvents {
	const memory = memories.get(trigger) ?? new SeenEvents();
	memories.set(trigger, memory);
	return memory;
}

/**
 * Makes a short name for an event of a call, the same for every delivery of it.
 *
 * @returns 12 characters of base64url, from a hash of event name and call ID
 */
export function eventKey({ name, call }: CallEvent): string {
	const text = `${name} ${String(call.callId)}`;
	return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
