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
import { getAgents } from '../agents/search';
import { fields } from './fields';
import { produce } from './output';
import { receive } from './receive';
import { register, unregister } from './registration';

export class UltravoxToolTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ultravox Tool Trigger',
		name: 'ultravoxToolTrigger',
		icon: {
			light: 'file:../../icons/ultravox.svg',
			dark: 'file:../../icons/ultravox.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["toolName"] }}',
		description:
			'Place phone calls with AI voice agents, decide who takes calls, and start workflows when a call ends',
		defaults: { name: 'Ultravox Tool Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ultravoxApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: '={{ $parameter["responseMode"] }}',
				responseData: 'firstEntryJson',
				path: 'tool',
				ndvHideUrl: true,
			},
		],
		eventTriggerDescription: 'Talk to an agent that has the tool',
		activationMessage: 'The chosen agents can now use this workflow as a tool.',
		triggerPanel: {
			header: 'Listen for a use of the tool',
			executionsHelp: {
				inactive:
					'While you build the workflow, click the button above. It makes a second tool with _test behind its name, which no agent has, and removes it after its first use. To use it, start a call with "toolOverrides": {"add": [{"toolName": "YOUR_TOOL_test"}]}, in Call: Create under Further Settings (JSON). Ultravox has to reach this n8n from the internet, over https. To build without a call, import the example tool-look-up-order.json: it holds a sample of what the trigger gives.',
				active:
					'The published workflow answers calls; those runs are in the executions list only. While you build, click the button above. It makes a second tool with _test behind its name, which no agent has, and removes it after its first use. To use it, start a call with "toolOverrides": {"add": [{"toolName": "YOUR_TOOL_test"}]}. To build without a call, import the example tool-look-up-order.json: it holds a sample of what the trigger gives.',
			},
			activationHint: 'Publish the workflow to give the tool to the chosen agents.',
		},
		properties: fields,
	};

	methods = { loadOptions: { getAgents } };

	webhookMethods = {
		default: {
			/** n8n calls `create` then, which finds what is there. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(false);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await register(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** What n8n runs with what `webhook` returned as input. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await produce(this);
	}
}
