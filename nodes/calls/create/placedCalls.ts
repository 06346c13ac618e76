import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../../util/guards';
import type { NewCall } from './newCall';

/** What is known of a call that this execution has dialled, or tried to. */
export interface Dialled {
	/** Run of the node in this execution, for loops. */
	run: number;
	/** ID of the call; null while, or if, nobody knows whether there is one. */
	callId: string | null;
}

const PLACE = 'ultravoxCalls';

/**
 * Remembers what has been dialled for as long as the execution lives. n8n runs a node with "Retry On Fail" again from
 * its first item, and without this those who were called before would be called once more.
 */
export class PlacedCalls {
	private readonly dialled: Record<string, Dialled>;

	private readonly run: number;

	/** @param fns n8n's functions; what is remembered is kept with the execution, without anything secret */
	constructor(fns: IExecuteFunctions) {
		const context = fns.getContext('node');
		if (!isRecord(context[PLACE])) context[PLACE] = {};
		this.dialled = context[PLACE] as Record<string, Dialled>;
		this.run = Number(fns.getWorkflowDataProxy(0).$runIndex) || 0;
	}

	/**
	 * Looks up a call.
	 *
	 * @param slot from `slotOf`
	 * @returns what is known of it. Without a key, an equal call of another run of the node does not count, as a loop may
	 *   want it again, unless nobody knows how it went.
	 */
	find(slot: string): Dialled | undefined {
		const found = this.dialled[slot];
		const counts = found?.run === this.run || found?.callId === null || slot.startsWith('key:');
		return counts ? found : undefined;
	}

	/** Notes that a call is about to be dialled; until `done` or `forget` nobody knows how it went. */
	begin(slot: string): void {
		this.dialled[slot] = { run: this.run, callId: null };
	}

	done(slot: string, callId: string): void {
		this.dialled[slot] = { run: this.run, callId };
	}

	forget(slot: string): void {
		delete this.dialled[slot];
	}
}

/**
 * Names a call within an execution: by its Deduplication Key, else by its item and everything that is sent.
 *
 * @param itemIndex zero-based index of the item
 * @param account name of the account
 */
export function slotOf(
	{ key, path, query, body }: NewCall,
	itemIndex: number,
	account: string,
): string {
	if (key !== undefined) return `key:${account}:${key}`;
	const text = JSON.stringify([path, query, body]);
	return `${itemIndex}:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
