import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readCall } from '../calls/callApi';
import { toOutput } from '../calls/output';
import { UltravoxApi } from '../client/ultravoxApi';
import { toNodeError } from '../errors/nodeError';
import { switchOf } from '../fields/switches';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';

/** Somebody waits on the phone. */
const REQUEST_SETTINGS = { timeoutMs: 5_000, maxRetries: 1, maxWaitMs: 1_000 };

/** What Ultravox knows of a call beside what every call shows. */
const CONTEXTS = ['requestContext', 'templateContext'];

/**
 * Makes the node's output of what `receive` has let through: adds what is asked for of the call.
 *
 * @throws NodeApiError when the call cannot be read; the agent is then told what is set for that case
 */
export async function produce(fns: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = fns.getInputData();
	const options: unknown = fns.getNodeParameter('options', 0, {});
	if (!switchOf(options, 'includeCall', false, 'Include Call')) return [items];
	const api = new UltravoxApi(fns, REQUEST_SETTINGS);
	const made = await toResult(Promise.all(items.map(async (item) => await withCall(api, item))));
	if ('error' in made) throw toNodeError(fns.getNode(), made.error, undefined);
	return [made.value];
}

async function withCall(api: UltravoxApi, item: INodeExecutionData): Promise<INodeExecutionData> {
	const { call } = item.json;
	const callId = isRecord(call) ? call.callId : undefined;
	// Pinned data, and what was tried without a call.
	if (typeof callId !== 'string') return item;
	const read = await readCall(api, callId);
	const contexts = Object.fromEntries(
		CONTEXTS.filter((name) => isRecord(read[name])).map((name) => [name, read[name]]),
	);
	const shown = toOutput(read, { simplify: true, includeSecrets: false });
	return {
		...item,
		json: { ...item.json, call: { ...shown, ...contexts, ...(call as IDataObject) } },
	};
}
