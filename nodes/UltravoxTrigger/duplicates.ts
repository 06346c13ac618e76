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
	/** Its execution did not start, so the next delivery counts. */
	failed?: boolean;
}

/** The events that have started a workflow: in this process at once, and with the workflow once n8n has saved it. */
export class Memory {
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
	 * Notes an event, unless it is there.
	 *
	 * @param now milliseconds since 1970
	 * @returns false for a duplicate
	 */
	claim(key: string, now: number): boolean {
		const known = this.entries.get(key);
		if (known && !known.failed) return false;
		this.entries.delete(key);
		this.entries.set(key, { minute: Math.floor(now / 60_000) });
		this.forgetOld(now);
		return true;
	}

	/** Lets the event start the workflow when it is delivered again. */
	release(key: string): void {
		const entry = this.entries.get(key);
		if (entry) entry.failed = true;
	}

	/**
	 * The newest entries as text, each a key and base-36 minutes. n8n calls it at the moment of saving: of deliveries
	 * that arrive at once, the last one saved must hold them all.
	 */
	toJSON(): string {
		return [...this.entries]
			.filter(([, { failed }]) => !failed)
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

const memories = new Map<string, Memory>();

/**
 * The memory of one trigger in this process.
 *
 * @param trigger IDs of workflow and node
 */
export function memoryOf(trigger: string): Memory {
	const memory = memories.get(trigger) ?? new Memory();
	memories.set(trigger, memory);
	return memory;
}

/** A short name for an event of a call, the same for every delivery. */
export function eventKey({ name, call }: CallEvent): string {
	const text = `${name} ${String(call.callId)}`;
	return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
