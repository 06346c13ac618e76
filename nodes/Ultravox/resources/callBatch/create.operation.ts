import { randomBytes } from 'crypto';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiFailure } from '../../shared/apiFailure';
import { MEDIUM_LABELS, mediumSecrets } from '../../shared/calls/media';
import { InputRefusal } from '../../shared/refusal';
import { rowNames } from '../../shared/rows';
import { settle } from '../../shared/settle';
import type { AllItemsOperation, BatchCall } from '../../shared/types';
import { BatchApi, type Batch } from './batchApi';
import { createFields, createOptions } from './createFields';
import { findEarlierRows, findLostBatch } from './earlier';
import { agentWording, LABELS } from './labels';
import { readView, showBatch } from './output';
import { bodyOf, checkRows, planBatches, type PlannedBatch } from './plan';
import { nameRows } from './refusedCalls';
import { readRow, SKIP_EARLIER, type BatchRow } from './row';

/** Schedules all input items: one request for an agent, however many items there are. */
export const createBatch: AllItemsOperation<BatchRow> = {
	name: 'Create',
	value: 'create',
	action: 'Create a call batch from all items',
	description: 'Call everyone on a list: each input item is one call, all of them one request',
	mode: 'allItems',
	fields: createFields,
	options: createOptions,
	labels: { ...LABELS, ...MEDIUM_LABELS, calls: 'Items' },
	wording: agentWording,
	prepare: readRow,
	checkTogether: (items) => checkRows(items),
	execute: async (call) => await new Creation(call).run(),
};

/** What became of the rows so far. */
interface Result {
	batch: Batch;
	agentId: string;
	isNew: boolean;
	itemIndexes: number[];
}

class Creation {
	private readonly results: Result[] = [];

	private readonly failed: INodeExecutionData[] = [];

	constructor(private readonly call: BatchCall<BatchRow>) {
		const { api, items } = call;
		for (const { prepared } of items) {
			api.keepSecret(...mediumSecrets(prepared.call.medium), prepared.settings.webhookSecret);
		}
	}

	async run(): Promise<INodeExecutionData[]> {
		const { fns, items } = this.call;
		const runId = `${fns.getExecutionId() ?? ''}-${randomBytes(6).toString('hex')}`;
		const planned = await this.withoutEarlierRows(planBatches(items, runId), runId);
		for (const batch of planned) await this.send(batch);
		this.tellAboutParts(planned);
		const view = readView(fns, items[0].itemIndex);
		return [
			...this.results.map(({ batch, agentId, isNew, itemIndexes }) => ({
				json: { ...showBatch(batch, agentId, view), isNew },
				pairedItem: itemIndexes.map((item) => ({ item })),
			})),
			...this.failed,
		];
	}

	/** Takes out the rows that earlier batches hold, and notes those batches as their result. */
	private async withoutEarlierRows(
		planned: PlannedBatch[],
		runId: string,
	): Promise<PlannedBatch[]> {
		const { fns, items } = this.call;
		if (!wantsSkip(fns, items[0].itemIndex)) return planned;
		const known = new Set<number>();
		const agents = new Set(planned.map(({ agentId }) => agentId));
		for (const agentId of agents) {
			const calls = planned
				.filter((batch) => batch.agentId === agentId)
				.flatMap((batch) => batch.calls);
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
		return known.size === 0
			? planned
			: planBatches(
					items.filter(({ itemIndex }) => !known.has(itemIndex)),
					runId,
				);
	}

	private async send(planned: PlannedBatch): Promise<void> {
		const { fns, items } = this.call;
		const { agentId, calls } = planned;
		const itemIndexes = calls.flatMap((call) => call.itemIndexes);
		const outcome = await settle(
			this.batchesOf(agentId).create(bodyOf(planned, items[0].prepared.settings)),
		);
		if ('value' in outcome) {
			this.results.push({ batch: outcome.value, agentId, isNew: true, itemIndexes });
			return;
		}
		const lost = await this.lookUp(planned, outcome.error);
		if (typeof lost === 'object') {
			this.results.push({ batch: lost, agentId, isNew: true, itemIndexes });
			return;
		}
		const failure = this.explain(planned, outcome.error, lost === 'absent');
		const cancelled =
			outcome.error instanceof ApiFailure && outcome.error.facts.kind === 'cancelled';
		if (cancelled || !fns.continueOnFail()) throw failure;
		const { message, description } = failure;
		this.failed.push(
			...this.call.failedItems(new InputRefusal(message, description ?? ''), itemIndexes),
		);
	}

	private async lookUp(
		planned: PlannedBatch,
		error: unknown,
	): Promise<Batch | 'absent' | 'unknown'> {
		return error instanceof ApiFailure && error.outcomeUnknown
			? await findLostBatch(
					this.batchesOf(planned.agentId),
					planned,
					error,
					this.call.api.cancelSignal,
				)
			: 'unknown';
	}

	/** Words a failure, with the rows that it names, and with what has been sent before it. */
	private explain({ calls }: PlannedBatch, error: unknown, absent: boolean) {
		const worded = this.call.worded(error instanceof ApiFailure ? nameRows(error, calls) : error);
		const sent = this.results
			.filter(({ isNew }) => isNew)
			.map(
				({ batch, itemIndexes }) =>
					`${rowNames(itemIndexes)} had been sent before, as batch ${batch.batchId}.`,
			);
		const looked = absent
			? ['No batch with these rows was there when this step looked for it.']
			: [];
		worded.description = [worded.description, ...looked, ...sent].filter(Boolean).join(' ');
		return worded;
	}

	/** Says under the output that one batch was not enough. */
	private tellAboutParts(planned: PlannedBatch[]): void {
		const { fns } = this.call;
		const agents = new Set(planned.map(({ agentId }) => agentId)).size;
		// Hosts before n8n 1.85 have no hints at run time.
		if (planned.length < 2 || typeof fns.addExecutionHints !== 'function') return;
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

function wantsSkip(fns: IExecuteFunctions, itemIndex: number): boolean {
	const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return options[SKIP_EARLIER] === true;
}
