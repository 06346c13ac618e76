import {
	NodeApiError,
	NodeConnectionTypes,
	NodeOperationError,
	type ICredentialType,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type JsonObject,
} from 'n8n-workflow';

export const functionCredential: ICredentialType = {
	name: 'probeApi',
	displayName: 'Probe API',
	properties: [
		{ displayName: 'Key', name: 'key', type: 'string', default: '' },
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: 'http://127.0.0.1:1' },
	],
	authenticate: async (credentials, request: IHttpRequestOptions) => ({
		...request,
		headers: { ...request.headers, 'X-API-Key': String(credentials.key) },
	}),
};

export const genericCredential: ICredentialType = {
	...functionCredential,
	authenticate: {
		type: 'generic',
		properties: { headers: { 'X-API-Key': '={{$credentials.key}}' } },
	},
};

/** Does what its `action` says, once for each item. */
export class Probe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: 'Tests the harness',
		defaults: { name: 'Probe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'probeApi', required: true }],
		properties: [
			{ displayName: 'Action', name: 'action', type: 'string', default: 'echo' },
			{ displayName: 'Text', name: 'text', type: 'string', default: 'the default' },
			{ displayName: 'Needed', name: 'needed', type: 'string', default: '-', required: true },
		],
	};

	methods = {
		listSearch: {
			async pages(this: ILoadOptionsFunctions, filter?: string, token?: string) {
				const { baseUrl } = await this.getCredentials<{ baseUrl: string }>('probeApi');
				const found = (await this.helpers.httpRequestWithAuthentication.call(this, 'probeApi', {
					url: `${baseUrl}/list`,
					qs: { filter, token },
				})) as { name: string };
				return { results: [{ name: found.name, value: 1 }], paginationToken: '2' };
			},
		},
		loadOptions: {
			async texts(this: ILoadOptionsFunctions) {
				return [{ name: String(this.getCurrentNodeParameter('text')), value: 'x' }];
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const out: INodeExecutionData[] = [];
		for (const item of this.getInputData().keys()) {
			try {
				out.push(await act(this, item));
			} catch (error) {
				if (!this.continueOnFail()) {
					throw new NodeApiError(this.getNode(), error as JsonObject, { itemIndex: item });
				}
				out.push({ json: { error: (error as Error).message }, pairedItem: { item } });
			}
		}
		return [out];
	}
}

async function act(context: IExecuteFunctions, item: number): Promise<INodeExecutionData> {
	const text = context.getNodeParameter('text', item) as string;
	const pairedItem = { item };
	switch (context.getNodeParameter('action', item)) {
		case 'fail':
			throw new NodeOperationError(context.getNode(), `Refused ${text}`, {
				itemIndex: item,
				description: 'On purpose',
			});
		case 'request': {
			const { baseUrl } = await context.getCredentials<{ baseUrl: string }>('probeApi');
			const json = await context.helpers.httpRequestWithAuthentication.call(context, 'probeApi', {
				url: `${baseUrl}/${text}`,
				json: true,
			});
			return { json, pairedItem };
		}
		case 'file': {
			const { baseUrl } = await context.getCredentials<{ baseUrl: string }>('probeApi');
			const stream = await context.helpers.httpRequest({
				url: `${baseUrl}/file`,
				encoding: 'stream',
			});
			const data = await context.helpers.prepareBinaryData(stream, 'call.wav', 'audio/wav');
			return { json: {}, binary: { data }, pairedItem };
		}
		default:
			return { json: { text }, pairedItem };
	}
}
