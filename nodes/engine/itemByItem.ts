import { deepCopy, type INodeExecutionData } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { toResult } from '../util/result';
import { atLeastEvery } from '../util/wait';
import { DoneItems } from './doneItems';
import type { Execution } from './execution';
import {
	OutputItem,
	type FinishedRun,
	type ItemOperation,
	type OperationResult,
} from './operation';
import type { Prepared } from './prepare';

/** How many items of a `concurrent` operation are under way at once. */
const MOST_AT_ONCE = 20;

/**
 * The least time between their starts, in milliseconds. Answers that arrive together hold one another up while they are
 * taken in, leave as requests together, and so arrive together again: 20 at once took 63 ms for answers of 50 ms, and
 * 54 ms with this (measured on n8n 2.41.1). Only answers within less than 40 ms could come more often than this allows.
 */
const BETWEEN_STARTS_MS = 2;

/** Runs an operation that handles one item at a time. */
export class ItemByItem {
	/** Items whose outcome is that of the item before. */
	private readonly copies = new Set<number>();

	/** What earlier tries have done; undefined where doing it again does no harm. */
	private readonly done: DoneItems | undefined;

	/** Output of each item. */
	private readonly results: INodeExecutionData[][];

	constructor(
		private readonly execution: Execution,
		private readonly operation: ItemOperation<unknown, unknown>,
		private readonly prepared: Prepared[],
	) {
		this.done = operation.once && new DoneItems(execution.fns, operation.once);
		this.results = new Array(execution.count);
	}

	/** Executes every item. @returns their output in item order */
	async run(): Promise<INodeExecutionData[]> {
		const { operation, prepared, results } = this;
		const { accounts, count } = this.execution;
		const states = new Map<UltravoxApi, unknown>();
		const apis: Array<UltravoxApi | undefined> = new Array(count);
		const turn = atLeastEvery(BETWEEN_STARTS_MS);
		let cursor = 0;
		let stopped: unknown;
		const worker = async () => {
			while (cursor < count && stopped === undefined) {
				const itemIndex = cursor++;
				const account = await toResult(accounts.of(itemIndex));
				if (operation.mode === 'concurrent' && 'value' in prepared[itemIndex]) await turn();
				if (stopped !== undefined) return;
				try {
					if ('error' in account) {
						results[itemIndex] = [this.execution.failedOrThrown(account.error, itemIndex)];
						continue;
					}
					const api = account.value;
					apis[itemIndex] = api;
					if (!states.has(api)) states.set(api, operation.begin?.());
					const state = states.get(api);
					results[itemIndex] =
						(api === apis[itemIndex - 1] ? this.repeated(itemIndex) : undefined) ??
						(await this.oneItem({ api, state }, itemIndex));
				} catch (error) {
					stopped ??= error;
				}
			}
		};
		const workers = operation.mode === 'inOrder' ? 1 : Math.min(MOST_AT_ONCE, count);
		await Promise.all(Array.from({ length: workers }, worker));
		if (stopped !== undefined) throw stopped;
		for (const [api, state] of states) await this.finish({ api, state });
		return results.length === 1 ? results[0] : results.flat();
	}

	/** Puts in what `finish` of the operation says of items, and of those that share their outcome. */
	private async finish(run: FinishedRun<unknown>): Promise<void> {
		const { execution, operation, results } = this;
		for (const [first, outcome] of (await operation.finish?.(run)) ?? []) {
			for (let index = first; index === first || this.copies.has(index); index++) {
				const again = (output: INodeExecutionData[]) =>
					index === first ? output : repeatedOutput(operation, output, index);
				results[index] =
					'value' in outcome
						? execution.warnings.into(again(toItems(outcome.value, index)), first)
						: [execution.failedOrThrown(outcome.error, index)];
			}
		}
	}

	/** The previous item's outcome where this item asks for the very same thing; nothing is sent for it then. */
	private repeated(itemIndex: number): INodeExecutionData[] | undefined {
		const { execution, operation, prepared, results } = this;
		if (!operation.sameOnce || itemIndex === 0) return undefined;
		const [before, now] = [prepared[itemIndex - 1], prepared[itemIndex]];
		if (!('value' in before) || !('value' in now)) return undefined;
		const same = before === now || JSON.stringify(before.value) === JSON.stringify(now.value);
		if (!same) return undefined;
		this.copies.add(itemIndex);
		if (execution.failures.has(itemIndex - 1)) {
			return [execution.failedItem(execution.failures.get(itemIndex - 1), itemIndex)];
		}
		return repeatedOutput(operation, results[itemIndex - 1], itemIndex);
	}

	private async oneItem(
		{ api, state }: FinishedRun<unknown>,
		itemIndex: number,
	): Promise<INodeExecutionData[]> {
		const { execution } = this;
		const prepared = this.prepared[itemIndex];
		if ('refusal' in prepared) return [execution.failedItem(prepared.refusal, itemIndex)];
		execution.stopIfCancelled(itemIndex);
		try {
			const { fns } = execution;
			const warn = (text: string) => execution.warnings.add(itemIndex, text);
			const call = { fns, api, prepared: prepared.value, state, itemIndex, warn };
			const work = async () => await this.operation.execute(call);
			const result = await (this.done?.do(itemIndex, work) ?? work());
			return execution.warnings.into(toItems(result, itemIndex), itemIndex);
		} catch (error) {
			return [execution.failedOrThrown(error, itemIndex)];
		}
	}
}

/** The output of an item that asked for the very same thing as the one before it. */
function repeatedOutput(
	{ again = (json) => json }: ItemOperation<unknown, unknown>,
	before: INodeExecutionData[],
	itemIndex: number,
): INodeExecutionData[] {
	return before.map((item) => ({
		...item,
		json: again(deepCopy(item.json)),
		pairedItem: { item: itemIndex },
	}));
}

/** In one pass: lists of ten thousand come through here. */
function toItems(result: OperationResult, itemIndex: number): INodeExecutionData[] {
	return (Array.isArray(result) ? result : [result]).map((entry) => ({
		...(entry instanceof OutputItem ? entry.data : { json: entry }),
		pairedItem: { item: itemIndex },
	}));
}
