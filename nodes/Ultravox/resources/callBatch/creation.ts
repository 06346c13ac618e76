import { randomBytes } from 'crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import { ApiFailure } from '../../shared/apiFailure';
import { mediumSecrets } from '../../shared/calls/media';
import { InputRefusal } from '../../shared/refusal';
import { rowNames } from '../../shared/rows';
import { settle } from '../../shared/settle';
import type { BatchCall } from '../../shared/types';
import { isRecord } from '../../shared/values';
import { BatchApi, type Batch } from './batchApi';
import { findEarlierRows, findLostBatch } from './earlier';
import { readView, showBatch } from './output';
import { bodyOf, planBatches, type PlannedBatch } from './plan';
import { findRefusedCalls } from './refusedCalls';
import { SKIP_EARLIER, type BatchRow } from './row';

/** How often a batch is sent again without the rows that the service refused. */
const MOST_ROUNDS = 10;

/** A batch, and the rows of this input that it holds. */
interface Result {
	batch: Batch;
	agentId: string;
	/** Whether this run created it. */
	isNew: boolean;
	itemIndexes: number[];
}

/** Sends the rows of one run, and makes the output. */
export class Creation {
	private readonly results: Result[] = [];

	private readonly failed: INodeExecutionData[] = [];

	/** Unlike any other run's, so that a batch whose answer was lost can be found again. */
	private readonly runId: string;

	constructor(private readonly call: BatchCall<BatchRow>) {
		const { api, fns, items } = call;
		this.runId = `${fns.getExecutionId() ?? ''}-${randomBytes(6).toString('hex')}`;
		for (const { prepared } of items) {
			api.keepSecret(...mediumSecrets(prepared.call.medium), prepared.settings.webhookSecret);
		}
	}

	/**
	 * @returns an item for each batch, paired with its rows; with Continue On Fail also one for each row that was refused
	 * @throws NodeApiError that names the rows, and the batches that had been created before; ApiFailure of reads
	 */
	async run(): Promise<INodeExecutionData[]> {
		const { fns, items } = this.call;
		const planned = await this.withoutEarlierRows(planBatches(items, this.runId));
		for (const batch of planned) await this.send(batch, MOST_ROUNDS);
		this.tellAboutParts(planned);
		const view = readView(fns, items[0].itemIndex);
		const parts = new Map<string, number>();
		for (const { agentId, isNew } of this.results) {
			if (isNew) parts.set(agentId, (parts.get(agentId) ?? 0) + 1);
		}
		const counted = new Map<string, number>();
		const output = this.results.map(({ batch, agentId, isNew, itemIndexes }) => {
			const part = (counted.get(agentId) ?? 0) + (isNew ? 1 : 0);
			counted.set(agentId, part);
			const of = parts.get(agentId) ?? 0;
			return {
				json: {
					...showBatch(batch, agentId, view),
					isNew,
					...(isNew && of > 1 ? { part, parts: of } : {}),
				},
				pairedItem: itemIndexes.map((item) => ({ item })),
			};
		});
		return [...output, ...this.failed];
	}

	/** Takes out the rows that earlier batches hold, and notes those batches as their result. */
	private async withoutEarlierRows(planned: PlannedBatch[]): Promise<PlannedBatch[]> {
		const { fns, items } = this.call;
		const options: unknown = fns.getNodeParameter('options', items[0].itemIndex, {});
		if (!isRecord(options) || options[SKIP_EARLIER] !== true) return planned;
		const known = new Set<number>();
		for (const agentId of new Set(planned.map((batch) => batch.agentId))) {
			const calls = planned.flatMap((batch) => (batch.agentId === agentId ? batch.calls : []));
			const earlier = await findEarlierRows(
				this.batchesOf(agentId),
				new Set(calls.map(({ rowId }) => rowId)),
			);
			const rowsByBatch = new Map<Batch, number[]>();
			for (const { rowId, itemIndexes } of calls) {
				const batch = earlier.get(rowId);
				if (!batch) continue;
				const rows = rowsByBatch.get(batch) ?? [];
				rowsByBatch.set(batch, rows);
				for (const itemIndex of itemIndexes) {
					rows.push(itemIndex);
					known.add(itemIndex);
				}
			}
			for (const [batch, itemIndexes] of rowsByBatch) {
				this.results.push({ batch, agentId, isNew: false, itemIndexes });
			}
		}
		if (known.size === 0) return planned;
		const left = items.filter(({ itemIndex }) => !known.has(itemIndex));
		return planBatches(left, this.runId);
	}

	private async send(planned: PlannedBatch, rounds: number): Promise<void> {
		const { fns, items } = this.call;
		const { agentId, calls } = planned;
		const batches = this.batchesOf(agentId);
		const body = bodyOf(planned, items[0].prepared.settings);
		const outcome = await settle(batches.create(body));
		if ('value' in outcome) {
			this.note(planned, outcome.value);
			return;
		}
		const { error } = outcome;
		if (!(error instanceof ApiFailure)) throw error;
		const lost = maySucceed(error)
			? await findLostBatch(batches, planned, error, this.call.api.cancelSignal)
			: 'unknown';
		if (typeof lost === 'object') {
			this.note(planned, lost);
			return;
		}
		const { failure, byCall } = findRefusedCalls(error, calls);
		if (error.facts.kind === 'cancelled') throw error;
		if (!fns.continueOnFail()) throw this.explained(failure, lost === 'absent');
		if (error.hasStatus(400) && byCall.size > 0 && rounds > 1) {
			for (const [refused, text] of byCall) this.fail(new InputRefusal(text), refused.itemIndexes);
			const left = calls.filter((call) => !byCall.has(call));
			if (left.length > 0) await this.send({ agentId, calls: left }, rounds - 1);
			return;
		}
		const { message, description } = this.explained(failure, lost === 'absent');
		this.fail(new InputRefusal(message, description ?? ''), rowsOf(planned));
	}

	private note(planned: PlannedBatch, batch: Batch): void {
		const { agentId } = planned;
		this.results.push({ batch, agentId, isNew: true, itemIndexes: rowsOf(planned) });
	}

	private fail(refusal: InputRefusal, itemIndexes: number[]): void {
		for (const item of this.call.failedItems(refusal, itemIndexes)) this.failed.push(item);
	}

	/** Words a failure, and says what it does not undo. */
	private explained(failure: ApiFailure, absent: boolean) {
		const worded = this.call.worded(failure);
		const sent = this.results
			.filter(({ isNew }) => isNew)
			.map(
				({ batch, itemIndexes }) =>
					`${rowNames(itemIndexes)} had been sent before, as batch ${batch.batchId}.`,
			);
		const looked = absent ? ['When this step looked for such a batch, there was none yet.'] : [];
		worded.description = [worded.description, ...looked, ...sent].filter(Boolean).join(' ');
		return worded;
	}

	/** Says under the output that one batch was not enough. */
	private tellAboutParts(planned: PlannedBatch[]): void {
		const { fns } = this.call;
		// Hosts before n8n 1.85 have no hints at run time.
		if (planned.length < 2 || typeof fns.addExecutionHints !== 'function') return;
		const agents = new Set(planned.map(({ agentId }) => agentId)).size;
		fns.addExecutionHints({
			message:
				planned.length > agents
					? `The calls are more than the 32 MB that Ultravox takes at once, so they are in ${planned.length} batches.`
					: `Each agent has a batch of its own: ${planned.length} batches.`,
			type: 'info',
			location: 'outputPane',
		});
	}

	private batchesOf(agentId: string): BatchApi {
		return new BatchApi(this.call.api, agentId);
	}
}

/** Whether the batch may be there although its answer is not: no answer, a broken one, or one of something in between. */
function maySucceed({ facts, outcomeUnknown }: ApiFailure): boolean {
	return outcomeUnknown || facts.kind === 'foreign' || facts.kind === 'empty';
}

function rowsOf({ calls }: PlannedBatch): number[] {
	return calls.flatMap(({ itemIndexes }) => itemIndexes);
}
