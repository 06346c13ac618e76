/** An n8n behind a reverse proxy, whose workflows decide about calls, and people who call. */
import {
	startSandbox,
	type CalledResult,
	type Caller,
	type ProviderWithNumbers,
} from '../../../sandbox/index.ts';
import { PROVIDERS_WITH_NUMBERS } from '../../../sandbox/phoneNumbers/providers.ts';
import { HostClient, type StoredWorkflow } from '../../../scripts/host/client.mts';
import { startProxy } from '../../../scripts/host/proxy.mts';
import type { Service } from '../../../scripts/host/services.mts';
import {
	addressOf,
	incomingWorkflow,
	PUBLIC_HOME,
	storeAccounts,
	type Accounts,
} from './incomingWorkflows.mts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
type Node = Parameters<typeof incomingWorkflow>[4];

export const PROVIDERS = PROVIDERS_WITH_NUMBERS;

/** For `seen`: the caller is with this agent. */
export const speaksWith = (agentId: string) => ({ outcome: 'speaks with an agent', with: agentId });

export interface IncomingFixture {
	sandbox: Sandbox;
	client: HostClient;
	accounts: Accounts;
	/** The account's first agents: one that workflows answer with, and the default one. Both are allowed on each line. */
	agentId: string;
	defaultAgent: string;
	/** Stores and publishes a workflow; unpublished after the test. */
	publish(
		provider: ProviderWithNumbers,
		options: object,
		...nodes: Node[]
	): Promise<StoredWorkflow>;
	/** Somebody calls a number whose calls go to the workflow. */
	call(
		provider: ProviderWithNumbers,
		workflow: StoredWorkflow,
		more?: Partial<Caller> & { query?: string; fallback?: string },
	): ReturnType<Sandbox['incoming']['call']>;
	/** As `call`, but the answer to the provider gets lost. */
	askInVain(
		provider: ProviderWithNumbers,
		workflow: StoredWorkflow,
		more?: Partial<Caller>,
	): ReturnType<Sandbox['incoming']['askInVain']>;
	/** The agent with whom a caller speaks, and what that agent knows; undefined where it is nobody. */
	talkOf(callId: string | undefined): { agentId: string | null; knows: unknown } | undefined;
	/** What became of a caller, and with which agent; to be compared with `speaksWith`. */
	seen(result: CalledResult): { outcome: string; with: string | null | undefined };
	/** The address at which an agent answers by itself. */
	agentAddress(agentId: string): string;
	/** How often a workflow has been executed. */
	executions(workflow: StoredWorkflow): Promise<number>;
	/** Ends n8n as a crash would; nothing is published any more. */
	kill(): Promise<void>;
	/** Waits for the workflow's one execution. */
	execution(workflow: StoredWorkflow): ReturnType<HostClient['finishedExecution']>;
}

interface StartedN8n {
	/** Address of the editor. */
	editor: string;
	/** Address to which the proxy leads. */
	webhooks: string;
	stop(): Promise<void>;
	kill?(): Promise<void>;
}

/**
 * Sets the fixture up and down around the tests of a `describe`.
 *
 * @param start starts an n8n with `PUBLIC_HOME` as its address outside
 */
export function incomingFixture(start: () => Promise<StartedN8n>): IncomingFixture {
	const fixture = {} as IncomingFixture;
	const published: StoredWorkflow[] = [];
	const ends: Array<() => Promise<void>> = [];
	let proxy: Service;

	beforeAll(async () => {
		const n8n = await start();
		fixture.kill = async () => {
			published.length = 0;
			await n8n.kill?.();
		};
		ends.push(async () => await n8n.stop());
		proxy = await startProxy(new URL(PUBLIC_HOME).pathname, n8n.webhooks, console.log);
		ends.push(async () => await proxy.stop());
		fixture.sandbox = await startSandbox();
		ends.push(async () => await fixture.sandbox.close());
		fixture.client = new HostClient(n8n.editor);
		ends.push(async () => await fixture.client.close());
		await fixture.client.setUpOwner();
		fixture.accounts = await storeAccounts(fixture.client, fixture.sandbox);
	});

	beforeEach(() => {
		const { sandbox } = fixture;
		sandbox.reset();
		sandbox.switches.webhookOrigin = `http://127.0.0.1:${proxy.port}`;
		[fixture.agentId, fixture.defaultAgent] = sandbox.state.agents.keys();
		for (const provider of PROVIDERS) {
			sandbox.seedConfig(provider, {
				callCreationAllowedAgentIds: [fixture.agentId, fixture.defaultAgent],
			});
		}
	});

	afterEach(async () => {
		for (const { id } of published.splice(0)) await fixture.client.deactivate(id);
	});

	afterAll(async () => {
		for (const end of ends.splice(0).reverse()) await end();
	});

	fixture.publish = async (provider, options, ...nodes) => {
		const { accounts, client, defaultAgent } = fixture;
		// As long as may be: the machine may have other work.
		const patient = { timeout: 14, ...options };
		const file = incomingWorkflow(accounts, provider, defaultAgent, patient, ...nodes);
		const workflow = await client.createWorkflow(file);
		published.push(workflow);
		await client.activate(workflow.id);
		return workflow;
	};
	fixture.call = async (provider, workflow, { query = '', fallback, ...more } = {}) => {
		const to = fixture.sandbox.phoneNumbers.seedAt(provider, addressOf(workflow) + query, fallback);
		return await fixture.sandbox.incoming.call({ provider, to, ...more });
	};
	fixture.askInVain = async (provider, workflow, more = {}) => {
		const to = fixture.sandbox.phoneNumbers.seedAt(provider, addressOf(workflow));
		return await fixture.sandbox.incoming.askInVain({ provider, to, ...more });
	};
	fixture.talkOf = (callId) => {
		const call = fixture.sandbox.state.calls.get(callId ?? '');
		return call && { agentId: call.agentId, knows: call.templateContext };
	};
	fixture.seen = ({ outcome, callId }) => ({ outcome, with: fixture.talkOf(callId)?.agentId });
	fixture.agentAddress = (agentId) => `${fixture.sandbox.url}/api/agents/${agentId}/telephony_xml`;
	fixture.executions = async ({ id }) => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const path = `/executions?filter=${filter}&limit=1`;
		return (await fixture.client.call<{ count: number }>('GET', path)).count;
	};
	fixture.execution = async ({ id }) => (await fixture.client.untilExecuted(id, 1))[0];
	return fixture;
}
