import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

/** The service's side: URLs that are registered. */
export const registrations = new Set<string>();

/** Registers itself, and does what the delivered body's `do` says. */
export class ProbeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Probe Trigger',
		name: 'probeTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Tests the harness',
		defaults: { name: 'Probe Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'events', responseCode: '202' }],
		properties: [{ displayName: 'Refuse', name: 'refuse', type: 'boolean', default: false }],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return this.getWorkflowStaticData('node').url === this.getNodeWebhookUrl('default');
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const url = this.getNodeWebhookUrl('default') ?? '';
				registrations.add(url);
				this.getWorkflowStaticData('node').url = url;
				if (this.getNodeParameter('refuse')) {
					throw new NodeOperationError(this.getNode(), 'Refused to register');
				}
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				const data = this.getWorkflowStaticData('node');
				registrations.delete(data.url as string);
				delete data.url;
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const request = this.getRequestObject();
		const body = this.getBodyData();
		const memory = this.getWorkflowStaticData('node');
		memory.seen = [...((memory.seen as IDataObject[]) ?? []), body.n as IDataObject];
		switch (body.do) {
			case 'refuse':
				this.getResponseObject().status(401).send('no').end();
				return { noWebhookResponse: true };
			case 'fail':
				throw new NodeOperationError(this.getNode(), 'Failed on purpose');
			case 'ignore':
				return { webhookResponse: 'ignored' };
		}
		const raw = request.rawBody.toString();
		return {
			workflowData: [[{ json: { raw, signature: this.getHeaderData()['x-signature'] ?? null } }]],
		};
	}
}
