import './environment.mts';

import { HookContext, WebhookContext } from 'n8n-core';
import {
	deepCopy,
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWebhookData,
	type IWebhookDescription,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataFor, BASE_URL } from './additional-data';
import {
	ReceivedRequest,
	RecordedResponse,
	type RawAnswer,
	type RawRequest,
} from './http-exchange.mts';
import { instanceOf, NodeTypeRegistry } from './node-types';
import type { NodeOptions } from './types';
import { runnable, storedNode, workflowBase } from './workflow';

export interface WebhookOptions extends NodeOptions {
	/**
	 * What n8n's database keeps for the workflow. Changed in place, after each call that n8n would
	 * save; another harness with the same object is n8n after a restart, or a second process.
	 */
	staticData?: IDataObject;
	/** The URL that "Listen for test event" registers, instead of the production URL. */
	test?: boolean;
	webhookId?: string;
}

export interface Delivery extends RawAnswer {
	/** Whether an execution of the workflow starts. */
	started: boolean;
	/** What that execution starts with. */
	items: INodeExecutionData[];
	/** What the node threw. n8n answers 500 then and stores a failed execution. */
	error?: Error;
	/** Where the execution answers, n8n's answer is still to come; this gives it, as n8n does. */
	n8nAnswers?(status: number, body: unknown, headers?: Record<string, string>): RawAnswer;
	/** What has been answered by now; the node may do that later by itself. */
	soFar(): RawAnswer;
}

type HookMethod = 'checkExists' | 'create' | 'delete';

interface Call {
	workflow: Workflow;
	node: INode;
	additionalData: IWorkflowExecuteAdditionalData;
	data: IWebhookData;
}

/** Life of a trigger node with a webhook in n8n: registration, deliveries, removal. */
export class WebhookHarness {
	readonly staticData: IDataObject;
	readonly webhookUrl: string;
	private readonly type: INodeType;
	private readonly description: IWebhookDescription;
	private readonly webhookId: string;
	private readonly baseUrl: string;
	private readonly test: boolean;

	constructor(private readonly options: WebhookOptions) {
		this.type = instanceOf(options.node);
		const description = this.type.description.webhooks?.find(({ name }) => name === 'default');
		if (!description) throw new Error('The node has no webhook named "default".');
		this.description = description;
		this.staticData = options.staticData ?? {};
		this.webhookId = options.webhookId ?? '00000000-0000-4000-8000-000000000001';
		this.baseUrl = options.baseUrl ?? BASE_URL;
		this.test = options.test ?? false;
		const base = `${this.baseUrl}/${this.test ? 'webhook-test' : 'webhook'}`;
		this.webhookUrl = NodeHelpers.getNodeWebhookUrl(
			base,
			'',
			this.storedNode(),
			description.path,
			description.isFullPath === true,
		);
	}

	/** Calls the node's own method; what it answers or throws comes back. */
	async checkExists(): Promise<boolean> {
		return await this.hookAndSave('checkExists');
	}

	/** Calls the node's own method; what it answers or throws comes back. */
	async create(): Promise<boolean> {
		return await this.hookAndSave('create');
	}

	/** Calls the node's own method; what it answers or throws comes back. */
	async delete(): Promise<boolean> {
		return await this.hookAndSave('delete');
	}

	/**
	 * What n8n does when the workflow is activated (or listens for a test event): asks whether the
	 * webhook is there and creates it if not. After a failure it cleans up, with the static data
	 * from before (for a test event, with the current).
	 *
	 * @throws what the node threw
	 */
	async activate(): Promise<void> {
		const call = await this.prepare(this.test ? 'manual' : 'trigger');
		let registered = false;
		try {
			if (!(await this.hook('checkExists', call))) await this.hook('create', call);
			registered = true;
		} finally {
			const cleanUp = async () =>
				this.test ? await this.hook('delete', call) : await this.delete();
			// n8n logs what goes wrong here and shows the first error.
			if (!registered) await cleanUp().catch(() => false);
		}
		this.save(call.workflow);
	}

	/** What n8n does when the workflow is deactivated. Throws what the node threw. */
	async deactivate(): Promise<void> {
		await this.delete();
	}

	/** What n8n does with a request that arrives at the webhook's URL. */
	async deliver(raw: RawRequest): Promise<Delivery> {
		const request = new ReceivedRequest({ path: new URL(this.webhookUrl).pathname, ...raw });
		const response = new RecordedResponse(request);
		const finish = (rest: Partial<Delivery> = {}): Delivery => ({
			started: false,
			items: [],
			soFar: () => response.answer(),
			...rest,
			...response.answer(),
		});
		if (request.method !== this.description.httpMethod) {
			response.status(404).json({ code: 404, message: 'This webhook is not registered' });
			return finish();
		}
		try {
			request.parseBody();
		} catch (error) {
			const hint = (error as Error).message;
			response.status(422).json({ code: 422, message: 'Failed to parse request body', hint });
			return finish();
		}

		const call = await this.prepare(this.test ? 'manual' : 'webhook');
		let result: IWebhookResponseData;
		try {
			result = await this.callNode(call, request, response);
		} catch (thrown) {
			const error = thrown instanceof Error ? thrown : new Error(String(thrown));
			const message = 'Workflow Webhook Error: Workflow could not be started!';
			response.status(500).json({ code: 0, message });
			return finish({ error });
		}
		const { workflowData, noWebhookResponse } = result;
		const isStarted = workflowData !== undefined;
		// Starting an execution puts a second Workflow object over the static data; that resets their mark.
		if (isStarted && noWebhookResponse !== true) call.workflow.staticData.__dataChanged = false;
		// With any other setting n8n does not look for an answer when it has started an execution.
		const isAsked = !isStarted || this.description.responseData === '';
		const webhookResponse: unknown = isAsked ? result.webhookResponse : undefined;
		this.save(call.workflow);
		if (isStarted && this.responseMode(call) !== 'onReceived') {
			const n8nAnswers = (status: number, body: unknown, headers = {}) => {
				response.status(status).set(headers).json(body);
				return response.answer();
			};
			return finish({ started: true, items: workflowData[0] ?? [], n8nAnswers });
		}
		if (noWebhookResponse !== true) {
			response.status(this.responseCode(call));
			response.send(
				webhookResponse ?? {
					message: workflowData ? 'Workflow was started' : 'Webhook call received',
				},
			);
		}
		return finish({ started: isStarted, items: workflowData?.[0] ?? [] });
	}

	private async callNode(
		{ workflow, node, additionalData, data }: Call,
		request: ReceivedRequest,
		response: RecordedResponse,
	): Promise<IWebhookResponseData> {
		if (!this.type.webhook) throw new Error('The node has no webhook() method.');
		additionalData.httpRequest = request as unknown as typeof additionalData.httpRequest;
		additionalData.httpResponse = response as unknown as typeof additionalData.httpResponse;
		const mode = this.test ? 'manual' : 'webhook';
		const context = new WebhookContext(workflow, node, additionalData, mode, data, [], null);
		return await this.type.webhook.call(context);
	}

	private responseMode({ workflow, node }: Call): unknown {
		const { responseMode = 'onReceived' } = this.description;
		return workflow.expression.getSimpleParameterValue(node, responseMode, 'internal', {});
	}

	private responseCode({ workflow, node }: Call): number {
		const { responseCode } = this.description;
		return responseCode === undefined
			? 200
			: Number(workflow.expression.getSimpleParameterValue(node, responseCode, 'internal', {}));
	}

	private async hookAndSave(method: HookMethod): Promise<boolean> {
		const call = await this.prepare(method === 'delete' ? 'internal' : 'trigger');
		const answer = await this.hook(method, call);
		this.save(call.workflow);
		return answer;
	}

	private async hook(method: HookMethod, call: Call): Promise<boolean> {
		const run = this.type.webhookMethods?.default?.[method];
		if (!run) return false;
		const { workflow, node, additionalData, data } = call;
		let mode: WorkflowExecuteMode = this.test ? 'manual' : 'trigger';
		let activation: WorkflowActivateMode = this.test ? 'manual' : 'activate';
		if (method === 'delete') [mode, activation] = ['internal', 'update'];
		return await run.call(new HookContext(workflow, node, additionalData, mode, activation, data));
	}

	private storedNode(): INode {
		return { ...storedNode(this.type, this.options), webhookId: this.webhookId };
	}

	private async prepare(mode: WorkflowExecuteMode): Promise<Call> {
		const node = this.storedNode();
		const nodeTypes = new NodeTypeRegistry();
		nodeTypes.add(node.type, this.type);
		const base = workflowBase([node], {});
		const workflow = runnable(base, nodeTypes, deepCopy(this.staticData));
		const additionalData = await additionalDataFor(this.options, base, mode);
		additionalData.webhookBaseUrl = `${this.baseUrl}/webhook`;
		additionalData.webhookTestBaseUrl = `${this.baseUrl}/webhook-test`;
		const data: IWebhookData = {
			httpMethod: 'POST',
			node: node.name,
			path: `${this.webhookId}/${this.description.path}`,
			webhookDescription: this.description,
			workflowId: base.id,
			workflowExecuteAdditionalData: additionalData,
			isTest: this.test,
		};
		return { workflow, node, additionalData, data };
	}

	/** n8n writes the static data to its database, as JSON, only if it noticed a change. */
	private save({ staticData }: Workflow): void {
		if (staticData.__dataChanged !== true) return;
		const saved = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		for (const key of Object.keys(this.staticData)) delete this.staticData[key];
		Object.assign(this.staticData, saved);
	}
}

/** Puts a trigger node into an n8n that registers, receives and removes its webhook. */
export function webhookNode(options: WebhookOptions): WebhookHarness {
	return new WebhookHarness(options);
}
