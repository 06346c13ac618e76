import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { getAgents, searchAgents } from '../agents/search';
import { searchBatches } from '../batches/search';
import { resumeAfterCall, waitWebhooks } from '../calls/createAndWait/resume';
import { searchCalls } from '../calls/search';
import { searchModels, searchThrottles } from '../calls/choices';
import { searchPhoneNumbers } from '../phoneNumbers/search';
import { searchKnowledgeBases, searchSources } from '../knowledgeBases/search';
import { searchTools } from '../tools/search';
import { searchVoices } from '../voices/search';
import { resources } from './resources';
import { buildCredentials, buildProperties, buildSubtitle } from '../engine/properties';
import { runOperation } from '../engine/run';

export class Ultravox implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ultravox',
		name: 'ultravox',
		icon: {
			light: 'file:../../icons/ultravox.svg',
			dark: 'file:../../icons/ultravox.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle: buildSubtitle(resources),
		description:
			'Place phone calls with AI voice agents, decide who takes calls, and start workflows when a call ends',
		defaults: { name: 'Ultravox' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: buildCredentials(resources),
		webhooks: waitWebhooks,
		properties: buildProperties(resources),
	};

	methods = {
		loadOptions: { getAgents },
		listSearch: {
			searchAgents,
			searchBatches,
			searchCalls,
			searchKnowledgeBases,
			searchModels,
			searchPhoneNumbers,
			searchSources,
			searchThrottles,
			searchTools,
			searchVoices,
		},
	};

	/**
	 * Runs the chosen operation for all input items.
	 *
	 * @returns one output, each of its items paired with the item it was made for
	 * @throws NodeApiError or NodeOperationError, unless the node continues on fail
	 */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this, resources);
	}

	/** Lets an execution go on that waits for the end of a call. @returns the items it goes on with */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeAfterCall(this);
	}
}
