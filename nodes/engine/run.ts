import { deepCopy, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { CANCELED } from '../errors/messages';
import { errorText, toNodeError } from '../errors/nodeError';
import { parameterReader } from '../fields/parameters';
import { templateReader } from '../fields/templateReader';
import { hasBrackets } from '../fields/templateText';
import { joinItemErrors } from '../errors/itemErrors';
import { readRequestOptions } from './requestOptions';
import { UltravoxApi } from '../client/ultravoxApi';
import { atLeastEvery } from '../util/wait';
import {
	OutputItem,
	type AllItemsOperation,
	type ItemOperation,
	type Operation,
	type OperationResult,
	type PreparedItem,
	type Resource,
} from './operation';

/** How many items of a `concurrent` operation are under way at once. */
const MOST_AT_ONCE = 20;

/**
 * The least time between their starts, in milliseconds. Answers that arrive together hold one another up while they are
 * taken in, leave as requests together, and so arrive together again: 20 at once took 63 ms for answers of 50 ms, and
 * 54 ms with this (measured on n8n 2.41.1). Only answers within less than 40 ms could come more often than this allows.
 */
const BETWEEN_STARTS_MS = 2;

/** What `prepare` made of an item, or why it could not. */
type Prepared = { value: unknown } | { refusal: unknown };

/**
 * Runs the operation that the node's parameters choose over all input items.
 *
 * Every item is prepared before the first request is sent, so that a wrong item stops the run while nothing is done yet.
 *
 * @param fns n8n's functions for this execution
 * @param resources the registry
 * @returns one output with the answers in item order, each paired with its item
 * @throws NodeApiError or NodeOperationError with the item's index, unless the node continues on fail
 */
export async function runOperation(
	fns: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const count = fns.getInputData().length;
	if (count === 0) return [[]];
	const operation = findOperation(fns, resources);
	const run = new Run(fns, operation, count);
	const prepared = await run.prepareAll();
	return [
		operation.mode === 'allItems'
			? await run.allAtOnce(operation, prepared)
			: await run.itemByItem(operation, prepared),
	];
}

function findOperation(fns: IExecuteFunctions, resources: Resource[]): Operation {
	const resourceValue = fns.getNodeParameter('resource', 0);
	const operationValue = fns.getNodeParameter('operation', 0);
	const operation = resources
		.find(({ value }) => value === resourceValue)
		?.operations.find(({ value }) => value === operationValue);
	if (!operation) {
		throw toNodeError(
			fns.getNode(),
			`This version of the node has no operation "${String(operationValue)}" for "${String(resourceValue)}"`,
			undefined,
		);
	}
	return operation;
}

class Run {
	private readonly api: UltravoxApi;

	/** What went wrong with an item, for those that ask for the same as it. */
	private readonly failures = new Map<number, unknown>();

	constructor(
		private readonly fns: IExecuteFunctions,
		private readonly operation: Operation,
		private readonly count: number,
	) {
		this.api = new UltravoxApi(fns, readRequestOptions(fns, 0));
	}

	async prepareAll(): Promise<Prepared[]> {
		const all: Prepared[] = [];
		const { fns, operation } = this;
		const reading = templateReader(parameterReader(fns), fns, operation.fields);
		const sameForAll = !hasExpression(this.fns.getNode().parameters);
		for (let itemIndex = 0; itemIndex < this.count; itemIndex++) {
			this.stopIfCancelled(itemIndex);
			const first = all[0];
			if (sameForAll && first && 'value' in first) {
				all.push(first);
				continue;
			}
			try {
				all.push({ value: await this.operation.prepare(reading, itemIndex) });
			} catch (refusal) {
				// What goes out as one request is refused as one: with all that is wrong, not the first of it.
				const collects = this.operation.mode === 'allItems' || this.fns.continueOnFail();
				if (!collects) throw this.worded(refusal, itemIndex);
				all.push({ refusal });
			}
		}
		return all;
	}

	async allAtOnce(
		operation: AllItemsOperation<unknown>,
		prepared: Prepared[],
	): Promise<INodeExecutionData[]> {
		const { fns, api } = this;
		const refusals = new Map<number, unknown>();
		const passed: Array<PreparedItem<unknown>> = [];
		prepared.forEach((entry, itemIndex) => {
			if ('value' in entry) passed.push({ itemIndex, prepared: entry.value });
			else refusals.set(itemIndex, entry.refusal);
		});
		for (const [itemIndex, refusal] of operation.checkTogether?.(passed) ?? []) {
			refusals.set(itemIndex, refusal);
		}
		if (refusals.size > 0 && !fns.continueOnFail()) throw this.refused(refusals);
		const items = passed.filter(({ itemIndex }) => !refusals.has(itemIndex));
		const refused = [...refusals]
			.sort(([one], [other]) => one - other)
			.map(([itemIndex, refusal]) => this.failedItem(refusal, itemIndex));
		if (items.length === 0) return refused;
		const failedItems = (error: unknown, itemIndexes: number[]) =>
			itemIndexes.map((itemIndex) => this.failedItem(error, itemIndex));
		const worded = (error: unknown) => this.worded(error, undefined);
		try {
			return [...(await operation.execute({ fns, api, items, worded, failedItems })), ...refused];
		} catch (error) {
			if (isCancelled(error) || !fns.continueOnFail()) throw worded(error);
			return [
				...failedItems(
					error,
					items.map(({ itemIndex }) => itemIndex),
				),
				...refused,
			];
		}
	}

	async itemByItem(
		operation: ItemOperation<unknown, unknown>,
		prepared: Prepared[],
	): Promise<INodeExecutionData[]> {
		const state = operation.begin?.();
		const results: INodeExecutionData[][] = new Array(this.count);
		const turn = atLeastEvery(BETWEEN_STARTS_MS);
		let cursor = 0;
		let stopped: unknown;
		const worker = async () => {
			while (cursor < this.count && stopped === undefined) {
				const itemIndex = cursor++;
				if (operation.mode === 'concurrent' && 'value' in prepared[itemIndex]) await turn();
				if (stopped !== undefined) return;
				try {
					results[itemIndex] =
						this.repeated(operation, prepared, results, itemIndex) ??
						(await this.oneItem(operation, prepared[itemIndex], state, itemIndex));
				} catch (error) {
					stopped ??= error;
				}
			}
		};
		const workers = operation.mode === 'inOrder' ? 1 : Math.min(MOST_AT_ONCE, this.count);
		await Promise.all(Array.from({ length: workers }, worker));
		if (stopped !== undefined) throw stopped;
		return results.length === 1 ? results[0] : results.flat();
	}

	/** The previous item's outcome where this item asks for the very same thing; nothing is sent for it then. */
	private repeated(
		operation: ItemOperation<unknown, unknown>,
		prepared: Prepared[],
		results: INodeExecutionData[][],
		itemIndex: number,
	): INodeExecutionData[] | undefined {
		if (!operation.sameOnce || itemIndex === 0) return undefined;
		const [before, now] = [prepared[itemIndex - 1], prepared[itemIndex]];
		if (!('value' in before) || !('value' in now)) return undefined;
		const same = before === now || JSON.stringify(before.value) === JSON.stringify(now.value);
		if (!same) return undefined;
		if (this.failures.has(itemIndex - 1)) {
			return [this.failedItem(this.failures.get(itemIndex - 1), itemIndex)];
		}
		return results[itemIndex - 1].map((item) => ({
			...item,
			json: deepCopy(item.json),
			pairedItem: { item: itemIndex },
		}));
	}

	private async oneItem(
		operation: ItemOperation<unknown, unknown>,
		prepared: Prepared,
		state: unknown,
		itemIndex: number,
	): Promise<INodeExecutionData[]> {
		if ('refusal' in prepared) return [this.failedItem(prepared.refusal, itemIndex)];
		this.stopIfCancelled(itemIndex);
		try {
			const { fns, api } = this;
			const result = await operation.execute({
				fns,
				api,
				prepared: prepared.value,
				state,
				itemIndex,
			});
			return toItems(result, itemIndex);
		} catch (error) {
			if (isCancelled(error) || !this.fns.continueOnFail()) throw this.worded(error, itemIndex);
			return [this.failedItem(error, itemIndex)];
		}
	}

	private failedItem(error: unknown, itemIndex: number): INodeExecutionData {
		this.failures.set(itemIndex, error);
		return {
			json: { error: errorText(this.worded(error, itemIndex)) },
			pairedItem: { item: itemIndex },
		};
	}

	/** One error for all refused items; it carries an item's index only where no other is meant. */
	private refused(refusals: Map<number, unknown>) {
		const rows = [...refusals].map(([itemIndex, refusal]) => {
			const { message, description } = this.worded(refusal, undefined);
			return { itemIndex, message, description };
		});
		const [[first]] = refusals;
		return this.worded(joinItemErrors(rows, this.count), rows.length === 1 ? first : undefined);
	}

	private worded(error: unknown, itemIndex: number | undefined) {
		return toNodeError(this.fns.getNode(), error, itemIndex, this.operation);
	}

	private stopIfCancelled(itemIndex: number): void {
		if (this.fns.getExecutionCancelSignal()?.aborted) {
			throw this.worded(CANCELED, itemIndex);
		}
	}
}

function isCancelled(error: unknown): boolean {
	return error instanceof ApiError && error.facts.kind === 'cancelled';
}

/** In one pass: lists of ten thousand come through here. */
function toItems(result: OperationResult, itemIndex: number): INodeExecutionData[] {
	return (Array.isArray(result) ? result : [result]).map((entry) => ({
		...(entry instanceof OutputItem ? entry.data : { json: entry }),
		pairedItem: { item: itemIndex },
	}));
}

/** Parameters without an expression are the same for every item and need reading only once. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=') || hasBrackets(value);
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(hasExpression);
}
