import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { toNodeError } from '../errors/nodeError';
import { refuseNothing } from '../fields/expressions';
import { parameterReader } from '../fields/parameters';
import { templateReader } from '../fields/templateReader';
import { show } from '../fields/values';
import { credentialReader } from '../util/credentialReader';
import { toResult } from '../util/result';
import { runAllItems } from './allItems';
import { Execution } from './execution';
import { failedItem } from './failedItem';
import { ItemByItem } from './itemByItem';
import type { Operation, Resource } from './operation';
import { prepareAll } from './prepare';
import { optionsField } from './properties';

/**
 * Runs the operation that the node's parameters choose over all input items.
 *
 * Every item is prepared before the first request is sent, so that a wrong item stops the run while nothing is done yet.
 *
 * @param fns n8n's functions for this execution
 * @param resources the entries of the first menu
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
	const { operation, execution } = begun.value;
	const prepared = await prepareAll(execution, operation);
	return [
		operation.mode === 'allItems'
			? await runAllItems(execution, operation, prepared)
			: await new ItemByItem(execution, operation, prepared).run(),
	];
}

/** Does what comes before the items. @throws what n8n throws for an expression in the menus or under Options; InputError */
async function begin(fns: IExecuteFunctions, resources: Resource[]) {
	const operation = findOperation(fns, resources);
	const fields = [...operation.fields, optionsField(operation)];
	const credentials = credentialReader(fns);
	const templates = templateReader(parameterReader(fns, credentials), fns, fields);
	const reading = refuseNothing(templates, fns, fields);
	const execution = new Execution(fns, operation, { ...templates, ...reading }, credentials);
	return { operation, execution };
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
