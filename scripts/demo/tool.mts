/** An agent that asks a workflow during a call, for `npm start`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '../../sandbox/index.ts';
import type { HostClient, StoredWorkflow } from '../host/client.mts';

/** The example that is published: the agent looks up an order. */
export const TOOL_EXAMPLE = 'tool-look-up-order.json';

const TOOL = 'lookUpOrder';

/** What the agent asked for, and what it was told. */
export interface Asked {
	order: string;
	text: string;
	failed: boolean;
}

/**
 * Publishes the example for the account's first agent.
 *
 * @param workflow the example as n8n has it
 * @returns the agent's name
 * @throws with the trigger's message when it does not start
 */
export async function publishTool(
	client: HostClient,
	sandbox: Sandbox,
	workflow: StoredWorkflow,
): Promise<string> {
	const { agentId, name } = firstAgent(sandbox);
	const nodes = workflow.nodes.map((node) =>
		node.type.endsWith('ToolTrigger')
			? { ...node, parameters: { ...(node.parameters as object), agentIds: [agentId] } }
			: node,
	);
	await client.republish(workflow.id, nodes);
	return name;
}

/** Somebody calls the agent and asks for an order; the agent uses the tool, as its model would. */
export async function ask(sandbox: Sandbox, order: string): Promise<Asked> {
	const { callId } = sandbox.calls.receive({ webRtc: {} }, {}, firstAgent(sandbox).agentId);
	sandbox.calls.join(callId);
	const given = { orderNumber: order };
	const { text, failed } = await sandbox.tools.invoke({ callId, tool: TOOL, arguments: given });
	sandbox.calls.end(callId, 'hangup');
	return { order, text, failed };
}

/** An address for the browser: `/4712` lets somebody call and ask for order 4712, and shows what the agent is told. */
export async function startCaller(
	sandbox: Sandbox,
): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer((request, response) => {
		const answer = (status: number, text: string) => {
			response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
			response.end(`${text}\n`);
		};
		const order = /^\/(\w+)$/.exec(request.url ?? '')?.[1];
		// Browsers ask for an icon too, by a name with a dot.
		if (order === undefined) return answer(404, 'Put the number of an order behind the last /.');
		ask(sandbox, order).then(
			({ text }) => answer(200, text),
			(error: unknown) => answer(500, String(error)),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

function firstAgent({ state }: Sandbox) {
	const [agent] = state.agents.values();
	return agent;
}
