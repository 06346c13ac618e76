import { deepCopy, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { CANCELED } from '../errors/messages';
import { errorText, toNodeError } from '../errors/nodeError';
import { InputError } from '../errors/inputError';
import { refuseNothing } from '../fields/expressions';
import { parameterReader } from '../fields/parameters';
import { templateReader, type TemplateReader } from '../fields/templateReader';
import { hasBrackets } from '../fields/templateText';
import { show } from '../fields/values';
import { joinItemErrors } from '../errors/itemErrors';
import { readRequestOptions } from './requestOptions';
import type { UltravoxApi } from '../client/ultravoxApi';
import { credentialReader, type CredentialReader } from '../util/credentialReader';
import { toResult } from '../util/result';
import { Accounts } from './accounts';
import { Warnings, withWarnings } from './warnings';
import { atLeastEvery } from '../util/wait';
import { optionsField } from './properties';
import {
	OutputItem,
	type AllItemsOperation,
	type FinishedRun,
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
	const begun = await toResult(begin(fns, resources));
	if ('error' in begun) {
		// Thrown from here with Continue On Fail, n8n would let all items leave unchanged by the output for successes.
		if (!fns.continueOnFail()) throw toNodeError(fns.getNode(), begun.error, undefined);
		return [
			Array.from({ length: count }, (_, itemIndex) => failedItem(fns, begun.error, itemIndex)),
		];
	}
	const { operation, run } = begun.value;
	const prepared = await run.prepareAll();
	return [
		operation.mode === 'allItems'
			? await run.allAtOnce(operation, prepared)
			: await run.itemByItem(operation, prepared),
	];
}

/** Does what comes before the items. @throws what n8n throws for an expression in the menus or under Options; InputError */
async function begin(fns: IExecuteFunctions, resources: Resource[]) {
	const operation = findOperation(fns, resources);
	const fields = [...operation.fields, optionsField(operation)];
	const credentials = credentialReader(fns);
	const templates = templateReader(parameterReader(fns, credentials), fns, fields);
	const reading = refuseNothing(templates, fns, fields);
	return { operation, run: new Run(fns, operation, { ...templates, ...reading }, credentials) };
}

/** The output of Continue On Fail for an item. */
function failedItem(
	fns: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	operation?: Operation,
): INodeExecutionData {
	const worded = toNodeError(fns.getNode(), error, itemIndex, operation);
	return { json: { error: errorText(worded, itemIndex) }, pairedItem: { item: itemIndex } };
}

function findOperation(fns: IExecuteFunctions, resources: Resource[]): Operation {
	const resourceValue = fns.getNodeParameter('resource', 0);
	const operationValue = fns.getNodeParameter('operation', 0);
	const operation = resources
		.find(({ value }) => value === resourceValue)
		?.operations.find(({ value }) => value === operationValue);
	if (!operation) {
		throw new InputError(
			`This version of the node has no operation ${show(operationValue)} for ${show(resourceValue)}`,
			'Choose the resource and the operation from the lists.',
		);
	}
	return operation;
}

class Run {
	private readonly accounts: Accounts;

	private readonly warnings: Warnings;

	/** Items whose outcome is that of the item before. */
	private readonly copies = new Set<number>();

	private readonly count: number;

	/** What went wrong with an item, for those that ask for the same as it. */
	private readonly failures = new Map<number, unknown>();

	constructor(
		private readonly fns: IExecuteFunctions,
		private readonly operation: Operation,
		private readonly reading: TemplateReader,
		private readonly credentials: CredentialReader,
	) {
		this.count = fns.getInputData().length;
		this.warnings = new Warnings(fns);
		this.accounts = new Accounts(fns, readRequestOptions(reading, 0), credentials);
	}

	async prepareAll(): Promise<Prepared[]> {
		const all: Prepared[] = [];
		const sameForAll =
			!mayVary(this.fns.getNode().parameters) && !(await this.credentials.mayDiffer());
		for (let itemIndex = 0; itemIndex < this.count; itemIndex++) {
			this.stopIfCancelled(itemIndex);
			const first = all[0];
			if (sameForAll && first && 'value' in first) {
				all.push(first);
				continue;
			}
			try {
				all.push({ value: await this.operation.prepare(this.reading, itemIndex) });
				this.tellAboutVariables(itemIndex);
			} catch (refusal) {
				// What goes out as one request is refused as one: with all that is wrong, not the first of it.
				const collects = this.operation.mode === 'allItems' || this.fns.continueOnFail();
				if (!collects) throw this.worded(refusal, itemIndex);
				all.push({ refusal });
			}
		}
		return all;
	}

	/** Which variables were left to the agent; in the item only where one may not have been meant for it. */
	private tellAboutVariables(itemIndex: number): void {
		for (const { text, isDoubtful } of this.reading.variableNotes(itemIndex)) {
			if (isDoubtful) this.warnings.add(itemIndex, text);
			else this.warnings.hint(text);
		}
	}

	async allAtOnce(
		operation: AllItemsOperation<unknown>,
		prepared: Prepared[],
	): Promise<INodeExecutionData[]> {
		const refusals = new Map<number, unknown>();
		const byAccount = new Map<UltravoxApi, Array<PreparedItem<unknown>>>();
		for (const [itemIndex, entry] of prepared.entries()) {
			const account = await toResult(this.accounts.of(itemIndex));
			if ('error' in account) refusals.set(itemIndex, account.error);
			else if ('refusal' in entry) refusals.set(itemIndex, entry.refusal);
			else {
				const items = byAccount.get(account.value) ?? [];
				byAccount.set(account.value, items);
				items.push({ itemIndex, prepared: entry.value });
			}
		}
		for (const passed of byAccount.values()) {
			for (const [itemIndex, refusal] of operation.checkTogether?.(passed) ?? []) {
				refusals.set(itemIndex, refusal);
			}
		}
		if (refusals.size > 0 && !this.fns.continueOnFail()) throw this.refused(refusals);
		const done: INodeExecutionData[][] = [];
		for (const [api, passed] of byAccount) {
			const items = passed.filter(({ itemIndex }) => !refusals.has(itemIndex));
			if (items.length > 0) done.push(await this.allOfAccount(operation, api, items));
		}
		const refused = [...refusals]
			.sort(([one], [other]) => one - other)
			.map(([itemIndex, refusal]) => this.failedItem(refusal, itemIndex));
		return [...done.flat(), ...refused];
	}

	private async allOfAccount(
		operation: AllItemsOperation<unknown>,
		api: UltravoxApi,
		items: Array<PreparedItem<unknown>>,
	): Promise<INodeExecutionData[]> {
		const { fns } = this;
		const failedItems = (error: unknown, itemIndexes: number[]) =>
			itemIndexes.map((itemIndex) => this.failedItem(error, itemIndex));
		const worded = (error: unknown) => this.worded(error, undefined);
		const texts = new Set<string>();
		const warn = (text: string) => {
			texts.add(text);
			this.warnings.hint(text);
		};
		try {
			const output = await operation.execute({ fns, api, items, warn, worded, failedItems });
			return withWarnings(output, texts);
		} catch (error) {
			if (isCancelled(error) || !fns.continueOnFail()) throw worded(error);
			return failedItems(
				error,
				items.map(({ itemIndex }) => itemIndex),
			);
		}
	}

	async itemByItem(
		operation: ItemOperation<unknown, unknown>,
		prepared: Prepared[],
	): Promise<INodeExecutionData[]> {
		const states = new Map<UltravoxApi, unknown>();
		const apis: Array<UltravoxApi | undefined> = new Array(this.count);
		const results: INodeExecutionData[][] = new Array(this.count);
		const turn = atLeastEvery(BETWEEN_STARTS_MS);
		let cursor = 0;
		let stopped: unknown;
		const worker = async () => {
			while (cursor < this.count && stopped === undefined) {
				const itemIndex = cursor++;
				const account = await toResult(this.accounts.of(itemIndex));
				if (operation.mode === 'concurrent' && 'value' in prepared[itemIndex]) await turn();
				if (stopped !== undefined) return;
				try {
					if ('error' in account) {
						results[itemIndex] = [this.failedOrThrown(account.error, itemIndex)];
						continue;
					}
					const api = account.value;
					apis[itemIndex] = api;
					if (!states.has(api)) states.set(api, operation.begin?.());
					const state = states.get(api);
					results[itemIndex] =
						(api === apis[itemIndex - 1]
							? this.repeated(operation, prepared, results, itemIndex)
							: undefined) ??
						(await this.oneItem(operation, prepared[itemIndex], { api, state }, itemIndex));
				} catch (error) {
					stopped ??= error;
				}
			}
		};
		const workers = operation.mode === 'inOrder' ? 1 : Math.min(MOST_AT_ONCE, this.count);
		await Promise.all(Array.from({ length: workers }, worker));
		if (stopped !== undefined) throw stopped;
		for (const [api, state] of states) await this.finish(operation, { api, state }, results);
		return results.length === 1 ? results[0] : results.flat();
	}

	/** Puts in what `finish` of the operation says of items, and of those that share their outcome. */
	private async finish(
		operation: ItemOperation<unknown, unknown>,
		run: FinishedRun<unknown>,
		results: INodeExecutionData[][],
	): Promise<void> {
		for (const [first, outcome] of (await operation.finish?.(run)) ?? []) {
			for (let index = first; index === first || this.copies.has(index); index++) {
				const again = (output: INodeExecutionData[]) =>
					index === first ? output : repeatedOutput(operation, output, index);
				results[index] =
					'value' in outcome
						? this.warnings.into(again(toItems(outcome.value, index)), first)
						: [this.failedOrThrown(outcome.error, index)];
			}
		}
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
		this.copies.add(itemIndex);
		if (this.failures.has(itemIndex - 1)) {
			return [this.failedItem(this.failures.get(itemIndex - 1), itemIndex)];
		}
		return repeatedOutput(operation, results[itemIndex - 1], itemIndex);
	}

	private async oneItem(
		operation: ItemOperation<unknown, unknown>,
		prepared: Prepared,
		{ api, state }: FinishedRun<unknown>,
		itemIndex: number,
	): Promise<INodeExecutionData[]> {
		if ('refusal' in prepared) return [this.failedItem(prepared.refusal, itemIndex)];
		this.stopIfCancelled(itemIndex);
		try {
			const { fns } = this;
			const result = await operation.execute({
				fns,
				api,
				prepared: prepared.value,
				state,
				itemIndex,
				warn: (text) => this.warnings.add(itemIndex, text),
			});
			return this.warnings.into(toItems(result, itemIndex), itemIndex);
		} catch (error) {
			return [this.failedOrThrown(error, itemIndex)];
		}
	}

	/** @throws NodeApiError or NodeOperationError, unless the node continues on fail */
	private failedOrThrown(error: unknown, itemIndex: number): INodeExecutionData {
		if (isCancelled(error) || !this.fns.continueOnFail()) throw this.worded(error, itemIndex);
		return this.failedItem(error, itemIndex);
	}

	private failedItem(error: unknown, itemIndex: number): INodeExecutionData {
		this.failures.set(itemIndex, error);
		return failedItem(this.fns, error, itemIndex, this.operation);
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

/** Parameters without brackets are the same for every item and need reading only once. */
function mayVary(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=') || hasBrackets(value);
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(mayVary);
}
