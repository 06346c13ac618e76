import './environment.mts';

import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { loadCredentialType } from './credential-types.mts';
import { MemoryCredentialsHelper } from './credentials-helper';
import type { NodeOptions } from './types';

/** Public address of the pretended n8n; nothing listens there. */
export const BASE_URL = 'https://n8n.example.com';

let executions = 0;

async function credentialsHelper({ credentials = {}, credentialTypes = [] }: CredentialOptions) {
	const types = new Map<string, ICredentialType>(credentialTypes.map((type) => [type.name, type]));
	for (const name of Object.keys(credentials)) {
		if (!types.has(name)) types.set(name, await loadCredentialType(name));
	}
	const data = new Map<string, ICredentialDataDecryptedObject>(Object.entries(credentials));
	return new MemoryCredentialsHelper(types, data);
}

type CredentialOptions = Pick<NodeOptions, 'credentials' | 'credentialTypes'>;

type Options = CredentialOptions & Pick<NodeOptions, 'baseUrl'>;

function unavailable(what: string): () => Promise<never> {
	return async () => {
		throw new Error(`${what} is not available in engine tests.`);
	};
}

/** What n8n's server hands to every execution: credentials, addresses, hooks. */
export async function additionalDataFor(
	options: Options,
	workflow: IWorkflowBase,
	mode: WorkflowExecuteMode,
): Promise<IWorkflowExecuteAdditionalData> {
	executions += 1;
	const executionId = String(executions);
	return {
		credentialsHelper: await credentialsHelper(options),
		hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executionId,
		workflowId: workflow.id,
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: `${BASE_URL}/rest`,
		instanceBaseUrl: `${BASE_URL}/`,
		formBaseUrl: `${BASE_URL}/form`,
		formWaitingBaseUrl: `${BASE_URL}/form-waiting`,
		formTestBaseUrl: `${BASE_URL}/form-test`,
		webhookBaseUrl: `${BASE_URL}/webhook`,
		webhookWaitingBaseUrl: `${options.baseUrl ?? BASE_URL}/webhook-waiting`,
		webhookTestBaseUrl: `${BASE_URL}/webhook-test`,
		mcpBaseUrl: `${BASE_URL}/mcp`,
		mcpTestBaseUrl: `${BASE_URL}/mcp-test`,
		logAiEvent: () => {},
		executeWorkflow: unavailable('Running another workflow'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		startRunnerTask: unavailable('A task runner'),
	};
}
