import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { searchAgents } from '../agents/search';
import { fields } from './fields';
import { produce } from './output';
import { receive } from './receive';
import { isRegistered, register, unregister } from './registration';

export class UltravoxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ultravox Trigger',
		name: 'ultravoxTrigger',
		icon: {
			light: 'file:../../icons/ultravox.svg',
			dark: 'file:../../icons/ultravox.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [].concat($parameter["events"]).join(", ") }}',
		description:
			'Place phone calls with AI voice agents, decide who takes calls, and start workflows when a call ends',
		defaults: { name: 'Ultravox Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ultravoxApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// n8n's web server wants a number, its type only knows text; an expression for it takes 12 ms a delivery.
				responseCode: 204 as unknown as string,
				// Not the default: with it n8n does not ask for an answer, which `receive` needs.
				responseData: '',
				path: 'webhook',
				ndvHideUrl: true,
			},
		],
		eventTriggerDescription: 'Make or take a call with Ultravox',
		activationMessage: 'The workflow now starts by itself when Ultravox reports one of the events.',
		triggerPanel: {
			header: 'Listen for a call',
			executionsHelp: {
				inactive:
					'While you build the workflow, click the button above, then make a call with one of your agents. Ultravox has to reach this n8n from the internet. To start the workflow with every call, publish it. To build without a call, import the example call-events.json: it holds a sample of each event.',
				active:
					'While you build the workflow, click the button above, then make a call with one of your agents. Calls also start the published workflow; those runs are in the executions list only. To build without a call, import the example call-events.json: it holds a sample of each event.',
			},
			activationHint: 'Publish the workflow to start it with every call.',
		},
		properties: fields,
	};

	methods = { listSearch: { searchAgents } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await register(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	/**
	 * Answers one delivery of Ultravox's.
	 *
	 * @returns the event for the execution; nothing for what is not to start one
	 */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** What n8n runs after it has answered the delivery, with what `webhook` returned as input. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await produce(this);
	}
}
