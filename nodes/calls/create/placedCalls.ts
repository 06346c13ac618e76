import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { createTryMemory, type TryMemory } from '../../engine/tryMemory';
import { isRecord } from '../../util/guards';
import type { NewCall } from './newCall';

/** What is known of a call that this execution has dialled, or tried to. */
export interface Dialled {
	/** ID of the call; null while, or if, nobody knows whether there is one. */
	callId: string | null;
	/** Whether this very item made the call, in whichever try. */
	isNew: boolean;
}

/** What other items and runs have to know, in the execution's own storage. */
interface Shared {
	run: number;
	callId: string | null;
}

const PLACE = 'ultravoxCalls';

const openItems = createTryMemory<Dialled>();

/**
 * Remembers what has been dialled for as long as the execution lives. n8n runs a node with "Retry On Fail" again from
 * its first item, and without this those who were called before would be called once more. What counts is the item, not
 * what is sent for it: that may be another text in each try.
 */
export class PlacedCalls {
	private readonly items: TryMemory<Dialled>;

	private readonly shared: Record<string, Shared>;

	private readonly run: number;

	/**
	 * @param fns n8n's functions; what is remembered is kept with the execution, without anything secret
	 * @param account name of the account; a key is only known to its own
	 */
	constructor(
		fns: IExecuteFunctions,
		private readonly account: string,
	) {
		const context = fns.getContext('node');
		if (!isRecord(context[PLACE])) context[PLACE] = {};
		this.shared = context[PLACE] as Record<string, Shared>;
		this.items = openItems(fns);
		this.run = Number(fns.getWorkflowDataProxy(0).$runIndex) || 0;
	}

	/**
	 * Looks up a call.
	 *
	 * @param itemIndex zero-based index of the item
	 * @param call what is asked for
	 * @returns what is known of it: what an earlier try did for this item; the call of another item with the same
	 *   Deduplication Key; or, without a key, that another run of the node dialled this person and nobody knows how it
	 *   went. A call of another run that is known counts for nothing, as a loop or a model may want one more.
	 */
	find(itemIndex: number, call: NewCall): Dialled | undefined {
		const placed = this.items.get(itemIndex);
		if (placed) return placed;
		const slot = slotOf(call, this.account);
		const other = slot === undefined ? undefined : this.shared[slot];
		if (!other || (call.key === undefined && other.run === this.run)) return undefined;
		return { callId: other.callId, isNew: false };
	}

	/** Notes that a call is about to be dialled; until `done` or `forget` nobody knows how it went. */
	begin(itemIndex: number, call: NewCall): void {
		this.items.set(itemIndex, { callId: null, isNew: true });
		if (call.key !== undefined) this.share(call, null);
	}

	/** Notes of a call that was begun that nobody can find out whether it was placed. */
	lost(call: NewCall): void {
		this.share(call, null);
	}

	/**
	 * Notes what came of an item's call.
	 *
	 * @param itemIndex zero-based
	 * @param call what was asked for
	 */
	done(itemIndex: number, call: NewCall, { callId, isNew }: Dialled): void {
		this.items.set(itemIndex, { callId, isNew });
		if (call.key !== undefined) this.share(call, callId);
	}

	/** Notes that a call that was begun has certainly not been placed, so that a next try may dial. */
	forget(itemIndex: number, call: NewCall): void {
		this.items.delete(itemIndex);
		const slot = slotOf(call, this.account);
		if (call.key !== undefined && slot !== undefined) delete this.shared[slot];
	}

	private share(call: NewCall, callId: string | null): void {
		const slot = slotOf(call, this.account);
		if (slot !== undefined) this.shared[slot] = { run: this.run, callId };
	}
}

/** Names a call within an account: by its Deduplication Key, else by whom it dials. Undefined where it dials nobody. */
function slotOf({ key, body }: NewCall, account: string): string | undefined {
	if (key !== undefined) return `key:${account}:${key}`;
	const [outgoing] = Object.values(body.medium as IDataObject).map((settings) =>
		isRecord(settings) && isRecord(settings.outgoing) ? settings.outgoing.to : undefined,
	);
	if (typeof outgoing !== 'string') return undefined;
	return `to:${createHash('sha256').update(outgoing).digest('hex').slice(0, 16)}`;
}
