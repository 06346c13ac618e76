import type { INodeExecutionData } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { joinItemErrors } from '../errors/itemErrors';
import { toResult } from '../util/result';
import type { Execution } from './execution';
import type { AllItemsOperation, PreparedItem } from './operation';
import type { Prepared } from './prepare';
import { withWarnings } from './warnings';

type Items = Array<PreparedItem<unknown>>;

/**
 * Runs an operation that sends the whole input at once, account by account.
 *
 * @param prepared one entry for each item
 * @returns the operation's output; with Continue On Fail, the refused items after it, in item order
 * @throws NodeApiError or NodeOperationError, one for all refused items, unless the node continues on fail
 */
export async function runAllItems(
	execution: Execution,
	operation: AllItemsOperation<unknown>,
	prepared: Prepared[],
): Promise<INodeExecutionData[]> {
	const { byAccount, refusals } = await groupByAccount(execution, prepared);
	for (const items of byAccount.values()) {
		for (const [itemIndex, refusal] of operation.checkTogether?.(items) ?? []) {
			refusals.set(itemIndex, refusal);
		}
	}
	if (refusals.size > 0 && !execution.fns.continueOnFail()) throw refused(execution, refusals);
	const done: INodeExecutionData[][] = [];
	for (const [api, passed] of byAccount) {
		const items = passed.filter(({ itemIndex }) => !refusals.has(itemIndex));
		if (items.length > 0) done.push(await runAccount(execution, operation, api, items));
	}
	const failed = [...refusals]
		.sort(([one], [other]) => one - other)
		.map(([itemIndex, refusal]) => execution.failedItem(refusal, itemIndex));
	return [...done.flat(), ...failed];
}

async function groupByAccount({ accounts }: Execution, prepared: Prepared[]) {
	const refusals = new Map<number, unknown>();
	const byAccount = new Map<UltravoxApi, Items>();
	for (const [itemIndex, entry] of prepared.entries()) {
		const account = await toResult(accounts.of(itemIndex));
		if ('error' in account) refusals.set(itemIndex, account.error);
		else if ('refusal' in entry) refusals.set(itemIndex, entry.refusal);
		else {
			const items = byAccount.get(account.value) ?? [];
			byAccount.set(account.value, items);
			items.push({ itemIndex, prepared: entry.value });
		}
	}
	return { byAccount, refusals };
}

async function runAccount(
	execution: Execution,
	operation: AllItemsOperation<unknown>,
	api: UltravoxApi,
	items: Items,
): Promise<INodeExecutionData[]> {
	const { fns, warnings } = execution;
	const failedItems = (error: unknown, itemIndexes: number[]) =>
		itemIndexes.map((itemIndex) => execution.failedItem(error, itemIndex));
	const worded = (error: unknown) => execution.worded(error, undefined);
	const texts = new Set<string>();
	const warn = (text: string) => {
		texts.add(text);
		warnings.hint(text);
	};
	try {
		const output = await operation.execute({ fns, api, items, warn, worded, failedItems });
		return withWarnings(output, texts);
	} catch (error) {
		if (execution.mustStop(error)) throw worded(error);
		return failedItems(
			error,
			items.map(({ itemIndex }) => itemIndex),
		);
	}
}

/** One error for all refused items; it carries an item's index only where no other is meant. */
function refused(execution: Execution, refusals: Map<number, unknown>) {
	const rows = [...refusals].map(([itemIndex, refusal]) => {
		const { message, description } = execution.worded(refusal, undefined);
		return { itemIndex, message, description };
	});
	const [[first]] = refusals;
	const joined = joinItemErrors(rows, execution.count);
	return execution.worded(joined, rows.length === 1 ? first : undefined);
}
