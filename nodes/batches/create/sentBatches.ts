import { randomBytes } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../../util/guards';

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

const PLACE = 'ultravoxBatches';

/**
 * Remembers what was sent for as long as the execution lives. n8n runs a node with "Retry On Fail" again with all its
 * items, and without this those that went out before would go out once more.
 */
export class SentBatches {
	private readonly run: Remembered;

	/** @param fns n8n's functions; what is remembered is kept with the execution, without anything secret */
	constructor(fns: IExecuteFunctions) {
		const context = fns.getContext('node');
		if (!isRecord(context[PLACE])) context[PLACE] = {};
		const runs = context[PLACE] as Record<string, Remembered>;
		const index = String(fns.getWorkflowDataProxy(0).$runIndex);
		const unique = randomBytes(6).toString('hex');
		runs[index] ??= { runId: `${fns.getExecutionId() ?? ''}-${unique}`, sent: [] };
		this.run = runs[index];
	}

	/** Marks the rows of this run; no other run has it, but a retry of this one does. */
	get runId(): string {
		return this.run.runId;
	}

	/** What earlier tries of this run have sent. */
	get sent(): readonly SentRows[] {
		return [...this.run.sent];
	}

	/** Notes rows that are about to be sent; until `batchId` is set or they are forgotten, nobody knows how it went. */
	begin(agentId: string, itemIndexes: number[]): SentRows {
		const rows: SentRows = { agentId, itemIndexes, batchId: null };
		this.run.sent.push(rows);
		return rows;
	}

	forget(rows: SentRows): void {
		this.run.sent.splice(this.run.sent.indexOf(rows), 1);
	}
}
