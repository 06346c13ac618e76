import { randomBytes } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { createTryMemory } from '../../engine/tryMemory';

/** A request of this run of the node that took effect, or may have. */
export interface SentRows {
	agentId: string;
	/** Zero-based indexes of its items. */
	itemIndexes: number[];
	/** The batch; null while, or if, nobody knows whether there is one. */
	batchId: string | null;
}

interface Remembered {
	runId: string;
	sent: SentRows[];
}

const openRuns = createTryMemory<Remembered>();

/**
 * Remembers what was sent for as long as the run of the node lives. n8n runs a node with "Retry On Fail" again with all
 * its items, and without this those that went out before would go out once more.
 */
export class SentBatches {
	private readonly run: Remembered;

	/** @param fns n8n's functions */
	constructor(fns: IExecuteFunctions) {
		const items = openRuns(fns);
		const unique = randomBytes(6).toString('hex');
		this.run = items.get(0) ?? { runId: `${fns.getExecutionId() ?? ''}-${unique}`, sent: [] };
		items.set(0, this.run);
	}

	/** Marks the rows of this run; no other run has it, but a retry of this one does. */
	get runId(): string {
		return this.run.runId;
	}

	/** What earlier tries of this run have sent. */
	get sent(): readonly SentRows[] {
		return [...this.run.sent];
	}

	/**
	 * Notes rows that are about to be sent; until `batchId` is set or they are forgotten, nobody knows how it went.
	 *
	 * @param itemIndexes zero-based
	 */
	begin(agentId: string, itemIndexes: number[]): SentRows {
		const rows: SentRows = { agentId, itemIndexes, batchId: null };
		this.run.sent.push(rows);
		return rows;
	}

	/** Notes that rows which were begun have certainly not been sent, so that a next try may send them. */
	forget(rows: SentRows): void {
		this.run.sent.splice(this.run.sent.indexOf(rows), 1);
	}
}
