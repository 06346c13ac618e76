import { deepCopy, type INodeExecutionData } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { toResult } from '../util/result';
import { DoneItems } from './doneItems';
import type { Execution } from './execution';
import { Planner, type Job, type Unit } from './jobs';
import {
	OutputItem,
	type FinishedRun,
	type ItemCall,
	type ItemOperation,
	type OperationResult,
} from './operation';
import type { Prepared } from './prepare';
import { Scheduler } from './scheduler';

/** Runs an operation that handles one item at a time. */
export class ItemByItem {
	/** The items that share an outcome, by the first of them. */
	private readonly units = new Map<number, Unit>();

	/** What earlier tries have done; undefined where doing it again does no harm. */
	private readonly done: DoneItems | undefined;

	/** Output of each item. */
	private readonly results: INodeExecutionData[][];

	/** What the items of an account share. */
	private readonly states = new Map<UltravoxApi, unknown>();

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
		const { results } = this;
		const scheduler = new Scheduler(await this.plan(), async (job) => {
			if (job.units.length === 1) await this.single(job.api, job.units[0]);
			else await this.joint(job, () => scheduler.isStopped);
		});
		await scheduler.run();
		for (const [api, state] of this.states) await this.finish({ api, state });
		return results.length === 1 ? results[0] : results.flat();
	}

	/** Puts in what is to be said of items that are not executed, and makes jobs of the others. */
	private async plan(): Promise<Job[]> {
		const { execution, operation, results } = this;
		const planner = new Planner(operation);
		for (const [itemIndex, prepared] of this.prepared.entries()) {
			if ('refusal' in prepared) {
				results[itemIndex] = [execution.failedItem(prepared.refusal, itemIndex)];
				continue;
			}
			const account = await toResult(execution.accounts.of(itemIndex));
			if ('error' in account) {
				results[itemIndex] = [execution.failedOrThrown(account.error, itemIndex)];
				continue;
			}
			const api = account.value;
			if (!this.states.has(api)) this.states.set(api, operation.begin?.());
			planner.add(itemIndex, prepared.value, api);
		}
		return planner.jobs;
	}

	/** Executes what has a request of its own. */
	private async single(api: UltravoxApi, unit: Unit): Promise<void> {
		const { execution, operation } = this;
		const [itemIndex] = unit.itemIndexes;
		execution.stopIfCancelled(itemIndex);
		const work = async () => await operation.execute(this.callOf(api, unit));
		const outcome = await toResult(this.done?.do(itemIndex, work) ?? work());
		if ('value' in outcome) this.put(unit, outcome.value);
		else this.fail(unit, outcome.error);
	}

	/** Executes what was joined; each by itself where the whole was refused, as one may be wrong and the others not. */
	private async joint({ api, units }: Job, isStopped: () => boolean): Promise<void> {
		const { execution, operation } = this;
		const { join } = operation;
		if (typeof join !== 'object') return;
		execution.stopIfCancelled(units[0].itemIndexes[0]);
		const calls = units.map((unit) => this.callOf(api, unit));
		const outcome = await toResult(join.execute(calls));
		if ('value' in outcome) {
			for (const [index, unit] of units.entries()) this.put(unit, outcome.value[index]);
		} else if (isAboutContent(outcome.error)) {
			for (const unit of units) {
				if (isStopped()) return;
				await this.single(api, unit);
			}
		} else for (const unit of units) this.fail(unit, outcome.error);
	}

	private callOf(api: UltravoxApi, { itemIndexes, prepared }: Unit): ItemCall<unknown, unknown> {
		const { fns, warnings } = this.execution;
		const [itemIndex] = itemIndexes;
		const warn = (text: string) => warnings.add(itemIndex, text);
		return { fns, api, prepared, state: this.states.get(api), itemIndex, warn };
	}

	private put(unit: Unit, result: OperationResult): void {
		const [first, ...others] = unit.itemIndexes;
		const output = this.execution.warnings.into(toItems(result, first), first);
		this.results[first] = output;
		if (others.length === 0) return;
		this.units.set(first, unit);
		for (const index of others) {
			this.results[index] = repeatedOutput(this.operation, output, index);
		}
	}

	/** @throws NodeApiError or NodeOperationError, unless the node continues on fail */
	private fail(unit: Unit, error: unknown): void {
		const { execution, results, units } = this;
		const [first, ...others] = unit.itemIndexes;
		results[first] = [execution.failedOrThrown(error, first)];
		for (const index of others) results[index] = [execution.failedItem(error, index)];
		units.delete(first);
	}

	/** Puts in what `finish` of the operation says of items, and of those that share their outcome. */
	private async finish(run: FinishedRun<unknown>): Promise<void> {
		for (const [first, outcome] of (await this.operation.finish?.(run)) ?? []) {
			const unit = this.units.get(first) ?? { itemIndexes: [first], prepared: undefined };
			if ('value' in outcome) this.put(unit, outcome.value);
			else this.fail(unit, outcome.error);
		}
	}
}

/** Whether a request was refused for what it asks for; asking for a part of it may then work. */
function isAboutContent(error: unknown): boolean {
	return error instanceof InputError || (error instanceof ApiError && error.isAboutContent);
}

/** The output of an item that asked for the very same thing as one before it. */
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
