import type { INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../errors/apiError';
import { mediumSecrets } from '../../calls/medium';
import { InputError } from '../../errors/inputError';
import { rowNames } from '../../errors/itemErrors';
import { toResult } from '../../util/result';
import type { AllItemsCall, PreparedItem } from '../../engine/operation';
import { BatchApi, type Batch } from '../batchApi';
import { findEarlierRows, findLostBatch } from './findExisting';
import { rowIdField } from './rowId';
import { SentBatches, type SentRows } from './sentBatches';
import { showBatch } from '../output';
import { bodyOf, planBatches, type PlannedBatch } from './plan';
import { findRefusedCalls } from './refusedRows';
import type { BatchRow } from './readRow';

type Item = PreparedItem<BatchRow>;

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
export class BatchSender {
	private readonly results: Result[] = [];

	private readonly failed: INodeExecutionData[] = [];

	private readonly memory: SentBatches;

	constructor(private readonly call: AllItemsCall<BatchRow>) {
		const { api, fns, items } = call;
		this.memory = new SentBatches(fns);
		for (const { prepared } of items) {
			api.keepSecret(...mediumSecrets(prepared.call.medium), prepared.settings.webhookSecret);
		}
	}

	/**
	 * @returns an item for each batch, paired with its rows; with Continue On Fail also one for each row that was refused
	 * @throws NodeApiError that names the rows, and the batches that had been created before; ApiError of reads
	 */
	async run(): Promise<INodeExecutionData[]> {
		const { api, items } = this.call;
		// A credential that is of no use has to show before anything is noted as sent.
		await api.baseUrl();
		const unsent = await this.withoutSentRows();
		const planned = await this.withoutEarlierRows(unsent);
		for (const batch of planned) await this.send(batch, MOST_ROUNDS);
		this.tellAboutParts(planned);
		const { view } = items[0].prepared;
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

	/** Takes out the rows that an earlier try of this run has sent, or may have. */
	private async withoutSentRows(): Promise<Item[]> {
		const { items } = this.call;
		// Others are of another account, and not this call's business.
		const accountIndexes = new Set(items.map(({ itemIndex }) => itemIndex));
		const sent = this.memory.sent.filter(({ itemIndexes }) =>
			itemIndexes.some((itemIndex) => accountIndexes.has(itemIndex)),
		);
		for (const rows of sent) await this.resume(rows);
		const indexes = new Set(sent.flatMap(({ itemIndexes }) => itemIndexes));
		return items.filter(({ itemIndex }) => !indexes.has(itemIndex));
	}

	private async resume(rows: SentRows): Promise<void> {
		const { api, fns, items } = this.call;
		const { agentId, itemIndexes } = rows;
		const batches = this.batchesOf(agentId);
		if (rows.batchId !== null) {
			this.note(rows, await batches.get(rows.batchId));
			return;
		}
		const indexes = new Set(itemIndexes);
		// Undefined where the rows are refused this time.
		const [planned]: Array<PlannedBatch | undefined> = planBatches(
			items.filter(({ itemIndex }) => indexes.has(itemIndex)),
			this.memory.runId,
		);
		const found = planned ? await findLostBatch(batches, planned, api.cancelSignal) : 'unknown';
		if (typeof found === 'object') {
			this.note(rows, found);
			return;
		}
		const refusal = new InputError(
			`${rowNames(itemIndexes)}: not sent again, since an earlier try may have created this batch`,
			`Look for it with Get Many. With ${rowIdField.displayName} and "Skip Rows of Earlier Batches" this step can be run again without calling anyone twice.`,
		);
		if (!fns.continueOnFail()) throw refusal;
		this.fail(refusal, itemIndexes);
	}

	/** Takes out the rows that earlier batches hold, and notes those batches as their result. */
	private async withoutEarlierRows(items: Item[]): Promise<PlannedBatch[]> {
		const planned = planBatches(items, this.memory.runId);
		const asked = new Set(
			items.flatMap(({ itemIndex, prepared }) => (prepared.skipEarlier ? [itemIndex] : [])),
		);
		const known = new Set<number>();
		for (const agentId of new Set(planned.map((batch) => batch.agentId))) {
			const calls = planned
				.flatMap((batch) => (batch.agentId === agentId ? batch.calls : []))
				.filter(({ itemIndexes }) => itemIndexes.some((itemIndex) => asked.has(itemIndex)));
			if (calls.length === 0) continue;
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
		return planBatches(left, this.memory.runId);
	}

	private async send(planned: PlannedBatch, rounds: number): Promise<void> {
		const { api, fns, items } = this.call;
		const { agentId, calls } = planned;
		const batches = this.batchesOf(agentId);
		const rows = this.memory.begin(agentId, rowsOf(planned));
		const outcome = await toResult(batches.create(bodyOf(planned, items[0].prepared.settings)));
		if ('value' in outcome) {
			this.note(rows, outcome.value);
			return;
		}
		const { error } = outcome;
		if (!(error instanceof ApiError)) throw error;
		if (error.facts.kind === 'cancelled') throw error;
		if (error.wasNotApplied) this.memory.forget(rows);
		const lost = error.wasNotApplied
			? 'unknown'
			: await findLostBatch(batches, planned, api.cancelSignal);
		if (typeof lost === 'object') {
			this.note(rows, lost);
			return;
		}
		const { failure, byCall } = findRefusedCalls(error, calls);
		if (!fns.continueOnFail()) throw this.explained(failure, lost === 'absent');
		if (error.hasStatus(400) && byCall.size > 0 && rounds > 1) {
			for (const [refused, text] of byCall) this.fail(new InputError(text), refused.itemIndexes);
			const left = calls.filter((call) => !byCall.has(call));
			if (left.length > 0) await this.send({ agentId, calls: left }, rounds - 1);
			return;
		}
		const { message, description } = this.explained(failure, lost === 'absent');
		this.fail(new InputError(message, description ?? ''), rowsOf(planned));
	}

	private note(rows: SentRows, batch: Batch): void {
		const { agentId, itemIndexes } = rows;
		rows.batchId = batch.batchId;
		this.results.push({ batch, agentId, isNew: true, itemIndexes });
	}

	private fail(refusal: InputError, itemIndexes: number[]): void {
		for (const item of this.call.failedItems(refusal, itemIndexes)) this.failed.push(item);
	}

	/** Words a failure, and says what it does not undo. */
	private explained(failure: ApiError, absent: boolean) {
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

	/** Says that one batch was not enough. */
	private tellAboutParts(planned: PlannedBatch[]): void {
		if (planned.length < 2) return;
		const agents = new Set(planned.map(({ agentId }) => agentId)).size;
		this.call.warn(
			planned.length > agents
				? `The calls are more than the 32 MB that Ultravox takes at once, so they are in ${planned.length} batches.`
				: `Each agent has a batch of its own: ${planned.length} batches.`,
		);
	}

	private batchesOf(agentId: string): BatchApi {
		return new BatchApi(this.call.api, agentId);
	}
}

function rowsOf({ calls }: PlannedBatch): number[] {
	return calls.flatMap(({ itemIndexes }) => itemIndexes);
}
