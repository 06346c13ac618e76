/** Workflows that decide about incoming calls. */
import { randomUUID } from 'node:crypto';
import type { ProviderWithNumbers } from '../../../sandbox/index.ts';
import type { HostClient, StoredCredential, WorkflowFile } from '../../../scripts/host/client.mts';
import { publicAddress } from '../../../scripts/host/environment.mts';
import { chain, ultravox } from './workflows.mts';

type Node = WorkflowFile['nodes'][number];

export const INCOMING_TRIGGER = 'Ultravox Incoming Call Trigger';

/** Where the n8n of these tests is known outside; a path of the proxy stands in front of n8n's own. */
const PUBLIC = 'https://voice.example.com/n8n';

export const PUBLIC_HOME = `${PUBLIC}/`;

export const PROXY_ENV = publicAddress(PUBLIC);

/** The Ultravox account, and the provider's. */
export type Accounts = Record<ProviderWithNumbers | 'ultravox', StoredCredential>;

/** Stores the accounts that the sandbox has. */
export async function storeAccounts(
	client: HostClient,
	sandbox: { url: string; apiKey: string; state: { phoneProviders: ProviderStates } },
): Promise<Accounts> {
	const { twilio, telnyx, plivo } = sandbox.state.phoneProviders;
	const store = async (name: string, data: Record<string, unknown>) =>
		await client.createCredential({ name: `My ${name} account`, type: `ultravox${name}Api`, data });
	return {
		ultravox: await store('', { apiKey: sandbox.apiKey, baseUrl: sandbox.url }),
		twilio: await store('Twilio', twilio.account),
		telnyx: await store('Telnyx', telnyx.account),
		plivo: await store('Plivo', plivo.account),
	};
}

type ProviderStates = Record<ProviderWithNumbers, { account: Record<string, string> }>;

export const agent = (value: string) => ({ __rl: true, mode: 'id', value });

/** A workflow that begins with a call. */
export function incomingWorkflow(
	accounts: Accounts,
	provider: ProviderWithNumbers,
	defaultAgent: string,
	options: object,
	...nodes: Node[]
): WorkflowFile {
	const trigger = {
		...ultravox({}, [accounts.ultravox, accounts[provider]]),
		name: INCOMING_TRIGGER,
		type: 'n8n-nodes-ultravox.ultravoxIncomingCallTrigger',
		webhookId: randomUUID(),
		parameters: { provider, defaultAgentId: agent(defaultAgent), options },
	};
	// As the editor sends it; n8n 1 cannot answer a test of a workflow without.
	return { ...chain(`Incoming ${randomUUID()}`, trigger, ...nodes), pinData: {} };
}

/** A step with one of the operations of Incoming Call. */
export const decide = (
	accounts: Accounts,
	operation: 'answer' | 'forward' | 'reject',
	parameters: object,
): Node => ({
	...ultravox({ resource: 'incomingCall', operation, ...parameters }, [accounts.ultravox]),
	name: 'Decide',
});

/** Has an agent answer that knows the caller's number. */
export const answer = (accounts: Accounts, agentId: string, name = 'Decide'): Node => ({
	...decide(accounts, 'answer', {
		agentId: agent(agentId),
		additionalFields: {
			templateContext: { values: [{ name: 'phone', value: '={{ $json.from }}' }] },
		},
	}),
	name,
});

/** The address of a published workflow, as the panel shows it. */
export function addressOf({ nodes }: WorkflowFile, endpoint = 'webhook'): string {
	const trigger = nodes.find(({ type }) => type.endsWith('.ultravoxIncomingCallTrigger'));
	return `${PUBLIC_HOME}${endpoint}/${String(trigger?.webhookId)}/incoming-call`;
}
