import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { searchAgents } from '../agents/search';
import { fields } from './fields';
import { checkBeforePublishing } from './publish';
import { receive } from './receive';

export class UltravoxIncomingCallTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ultravox Incoming Call Trigger',
		name: 'ultravoxIncomingCallTrigger',
		icon: {
			light: 'file:../../icons/ultravox.svg',
			dark: 'file:../../icons/ultravox.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["provider"] }}',
		description:
			'Place phone calls with AI voice agents, decide who takes calls, and start workflows when a call ends',
		defaults: { name: 'Ultravox Incoming Call Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'ultravoxApi', required: true },
			{
				name: 'ultravoxTwilioApi',
				displayName: 'Twilio Account Credential',
				required: true,
				displayOptions: { show: { '/provider': ['twilio'] } },
			},
			{
				name: 'ultravoxTelnyxApi',
				displayName: 'Telnyx Account Credential',
				required: true,
				displayOptions: { show: { '/provider': ['telnyx'] } },
			},
			{
				name: 'ultravoxPlivoApi',
				displayName: 'Plivo Account Credential',
				required: true,
				displayOptions: { show: { '/provider': ['plivo'] } },
			},
		],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'responseNode', path: 'incoming-call' },
		],
		eventTriggerDescription: 'Call the number',
		activationMessage: 'Calls to numbers that have this address now start the workflow.',
		triggerPanel: {
			header: 'Listen for a call',
			executionsHelp: {
				inactive:
					'While you build the workflow, click the button above, give the test URL to a number at the provider, and call it. The provider has to reach this n8n from the internet. Publish the workflow, and give the number the production URL, to have every call start it.',
				active:
					'The published workflow takes the calls of numbers that have the production URL; those runs are in the executions list only. While you build, click the button above, give the test URL to another number, and call it.',
			},
			activationHint: 'Publish the workflow, and give its production URL to a number.',
		},
		properties: fields,
	};

	methods = { listSearch: { searchAgents } };

	webhookMethods = {
		default: {
			/** n8n calls `create` then. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(false);
			},
			/** There is nothing to create: a person gives the address to the provider. What could not work is refused. */
			async create(this: IHookFunctions): Promise<boolean> {
				return await checkBeforePublishing(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
