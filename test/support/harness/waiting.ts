import './environment.mts';

import { WebhookContext } from 'n8n-core';
import { deepCopy, type IRun, type IWebhookData, type IWebhookResponseData } from 'n8n-workflow';

import { additionalDataFor } from './additional-data';
import {
	ReceivedRequest,
	RecordedResponse,
	type RawAnswer,
	type RawRequest,
} from './http-exchange.mts';
import { instanceOf, NodeTypeRegistry } from './node-types';
import type { NodeOptions } from './types';
import { runnable, storedNode, workflowBase } from './workflow';

export interface Resumption extends RawAnswer {
	/** What the node answered; `workflowData` lets the execution go on. */
	result: IWebhookResponseData;
}

/**
 * What n8n does with a request to the address of an execution that waits at a node: it calls the node with what is
 * stored of the execution.
 *
 * @param options as they were for `runNode`
 * @param run the waiting run
 */
export async function resumeNode(
	options: NodeOptions,
	run: IRun,
	raw: RawRequest,
): Promise<Resumption> {
	const type = instanceOf(options.node);
	const [description] = type.description.webhooks ?? [];
	if (!description?.restartWebhook || !type.webhook) throw new Error('This node cannot wait.');
	const node = storedNode(type, options);
	const nodeTypes = new NodeTypeRegistry();
	nodeTypes.add(node.type, type);
	const base = workflowBase([node], {});
	const additionalData = await additionalDataFor(options, base, 'webhook');
	const request = new ReceivedRequest(raw);
	request.parseBody();
	const response = new RecordedResponse(request);
	additionalData.httpRequest = request as unknown as typeof additionalData.httpRequest;
	additionalData.httpResponse = response as unknown as typeof additionalData.httpResponse;
	const data: IWebhookData = {
		httpMethod: 'POST',
		node: node.name,
		path: '',
		webhookDescription: description,
		workflowId: base.id,
		workflowExecuteAdditionalData: additionalData,
	};
	const workflow = runnable(base, nodeTypes);
	// n8n stores it as JSON in between.
	const stored = deepCopy(run.data);
	const context = new WebhookContext(workflow, node, additionalData, 'trigger', data, [], stored);
	const result = await type.webhook.call(context);
	if (result.noWebhookResponse !== true) response.status(200).end();
	return { result, ...response.answer() };
}
