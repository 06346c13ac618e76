import './environment.mts';

import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	jsonStringify,
	type IBinaryData,
	type IDataObject,
	type IExecuteResponsePromiseData,
	type INodeExecutionData,
	type IRun,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataFor } from './additional-data';
import { binaryData, readBinary } from './binary-data.mts';
import { instanceOf } from './node-types';
import { withProvidersAt } from './providerHosts.mts';
import type { RunError, RunOptions, RunResult } from './types';
import { chain, storedNode } from './workflow';

const ITEM_KEYS = new Set(['json', 'binary', 'pairedItem', 'error', 'metadata', 'evaluationData']);

function isItem(entry: INodeExecutionData | IDataObject): entry is INodeExecutionData {
	return (
		typeof entry.json === 'object' &&
		entry.json !== null &&
		Object.keys(entry).every((key) => ITEM_KEYS.has(key))
	);
}

/**
 * n8n's server catches what the engine throws before it starts (e.g. a required parameter that is
 * empty) and stores it as a failed execution.
 */
function failedBeforeStart(thrown: unknown, mode: WorkflowExecuteMode): IRun {
	const error = thrown instanceof Error ? thrown : new Error(String(thrown));
	const now = new Date();
	const data = createRunExecutionData();
	data.resultData.error = Object.assign({}, error, {
		message: error.message,
		stack: error.stack,
	}) as IRun['data']['resultData']['error'];
	return { data, mode, startedAt: now, stoppedAt: now, storedAt: 'db', status: 'error' };
}

/**
 * Runs one node in n8n's real engine, in the workflow Start → node (→ `otherNodes`).
 *
 * Never throws for what goes wrong in the node: see `error` of the result.
 */
export async function runNode(options: RunOptions): Promise<RunResult> {
	return await withProvidersAt(options.providersAt, async () => await run(options));
}

async function run(options: RunOptions): Promise<RunResult> {
	const { items = [{}], otherNodes = [], mode = 'trigger', signal, retryOnFail } = options;
	await binaryData();

	const type = instanceOf(options.node);
	const node = storedNode(type, options);
	if (options.onError) node.onError = options.onError;
	if (options.continueOnFail) node.continueOnFail = true;
	if (retryOnFail) Object.assign(node, { retryOnFail: true, ...retryOnFail });

	const input = items.map((entry) => (isItem(entry) ? entry : { json: entry }));
	const { base, workflow, startNode } = chain(input, node, type, otherNodes, options.start);
	const additionalData = await additionalDataFor(options, base, mode);
	const sent: IExecuteResponsePromiseData[] = [];
	additionalData.hooks?.addHandler('sendResponse', (response) => void sent.push(response));
	const runExecutionData = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: startNode, data: { main: [input] }, source: null }],
		},
	});

	if (options.withoutResumeToken) delete runExecutionData.resumeToken;
	const engine = new WorkflowExecute(additionalData, mode, runExecutionData);
	let ended: IRun;
	try {
		const execution = engine.processRunExecutionData(workflow);
		const cancel = () => execution.cancel();
		signal?.addEventListener('abort', cancel);
		if (signal?.aborted) cancel();
		ended = await execution;
		signal?.removeEventListener('abort', cancel);
	} catch (error) {
		ended = failedBeforeStart(error, mode);
	}
	return { ...resultOf(ended, node.name, node.onError === 'continueErrorOutput'), sent };
}

function resultOf(run: IRun, nodeName: string, hasErrorOutput: boolean): Omit<RunResult, 'sent'> {
	const outputOf = (name: string, output = 0): INodeExecutionData[] =>
		run.data.resultData.runData[name]?.at(-1)?.data?.main?.[output] ?? [];
	const getBinaryInfo = (item: INodeExecutionData | undefined, name = 'data'): IBinaryData => {
		const info = item?.binary?.[name];
		if (!info) throw new Error(`The item has no file in its binary property "${name}".`);
		return info;
	};
	const items = outputOf(nodeName);
	return {
		items,
		errorItems: hasErrorOutput ? outputOf(nodeName, 1) : [],
		json: items.map(({ json }) => json),
		error: run.data.resultData.error as RunError | undefined,
		status: run.status,
		run,
		stored: jsonStringify(run.data, { replaceCircularRefs: true }),
		outputOf,
		getBinaryInfo,
		getBinary: async (item, name) => await readBinary(getBinaryInfo(item, name)),
	};
}
