/** An n8n that agents reach under a public address, and what one does with it. */
import {
	HostClient,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowFile,
} from '../../../scripts/host/client.mts';
import { publicAddress } from '../../../scripts/host/environment.mts';
import { type Host, startHost } from '../../../scripts/host/host.mts';
import { type HostFixture, onEachHost } from './on-each-host.mts';
import { PUBLIC, talk, toolWorkflow } from './toolWorkflows.mts';

type Node = Parameters<typeof toolWorkflow>[2];

export interface ToolBench extends HostFixture {
	/** An n8n of its own, with an https address; `bench.host` and `bench.client` are others. */
	n8n: Host;
	editor: HostClient;
	credential: StoredCredential;
	/** The account's first agent. */
	agentId: string;
	/** Stores and publishes a workflow for that agent; unpublished after the test. */
	publish(parameters: object, ...nodes: Node[]): Promise<StoredWorkflow>;
	/** Stores and publishes any workflow; unpublished after the test. */
	publishFile(file: WorkflowFile): Promise<StoredWorkflow>;
	/** Publishes a workflow again with other parameters of its trigger. */
	republish(workflow: StoredWorkflow, parameters: object): Promise<void>;
	/** The agent uses the tool, in a call of its own unless told. */
	use(
		given?: Record<string, unknown>,
		callId?: string,
	): Promise<Awaited<ReturnType<HostFixture['sandbox']['tools']['invoke']>>>;
	/** A raw request to the tool's address. */
	post(workflow: StoredWorkflow, headers: Record<string, string>): Promise<Response>;
	/** How often the workflow has been executed. */
	executions(workflow: StoredWorkflow): Promise<number>;
}

export function onEachToolHost(name: string, define: (bench: ToolBench) => void): void {
	onEachHost(name, (shared) => {
		const bench = shared as ToolBench;
		const published: StoredWorkflow[] = [];

		beforeAll(async () => {
			const { version, tarball } = bench.host;
			bench.n8n = await startHost({ version, tarball, env: publicAddress(PUBLIC) });
			bench.editor = new HostClient(bench.n8n.url);
			await bench.editor.setUpOwner();
			bench.credential = await bench.editor.createCredential({
				name: 'Ultravox',
				type: 'ultravoxApi',
				data: { apiKey: bench.sandbox.apiKey, baseUrl: bench.sandbox.url },
			});
		});

		beforeEach(() => {
			bench.sandbox.switches.webhookOrigin = bench.n8n.url;
			[bench.agentId] = bench.sandbox.state.agents.keys();
		});

		afterEach(async () => {
			for (const { id } of published.splice(0)) await bench.editor.deactivate(id);
		});

		afterAll(async () => {
			await bench.editor?.close();
			await bench.n8n?.stop();
		});

		bench.publish = async (parameters, ...nodes) => {
			const { agentId, credential } = bench;
			const given = { agentIds: [agentId], ...parameters };
			return await bench.publishFile(toolWorkflow(credential, given, ...nodes));
		};
		bench.publishFile = async (file) => {
			const workflow = await bench.editor.createWorkflow(file);
			published.push(workflow);
			await bench.editor.activate(workflow.id);
			return workflow;
		};
		bench.republish = async (workflow, parameters) => {
			const { nodes } = await bench.editor.workflow(workflow.id);
			const [trigger, ...others] = nodes;
			const changed = {
				...trigger,
				parameters: { ...(trigger.parameters as object), ...parameters },
			};
			await bench.editor.republish(workflow.id, [changed, ...others]);
		};
		bench.use = async (
			given = { orderNumber: 'A12' },
			callId = talk(bench.sandbox, bench.agentId),
		) => await bench.sandbox.tools.invoke({ callId, tool: 'lookUpOrder', arguments: given });
		bench.post = async ({ nodes: [{ webhookId }] }, headers) =>
			await fetch(`${bench.n8n.url}/webhook/${String(webhookId)}/tool`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify({ orderNumber: 'A12' }),
			});
		bench.executions = async ({ id }) => {
			const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
			const list = await bench.editor.call<{ count: number }>(
				'GET',
				`/executions?filter=${filter}&limit=1`,
			);
			return list.count;
		};
		define(bench);
	});
}
