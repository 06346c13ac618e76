/** Workflows that an agent uses as a tool, and calls in which it does. */
import { randomUUID } from 'node:crypto';
import type { startSandbox } from '../../../sandbox/index.ts';
import type { StoredCredential, WorkflowFile } from '../../../scripts/host/client.mts';
import { chain, manualTrigger, ultravox } from './workflows.mts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
type Node = WorkflowFile['nodes'][number];

/** Public address of the n8n under test; tools are used over https only. */
export const PUBLIC = 'https://n8n.example.com';

export const TOOL_TRIGGER = 'Ultravox Tool Trigger';

/** Any of n8n's own nodes. */
export const step = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: object,
): Node => ({
	...manualTrigger(),
	id: randomUUID(),
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	parameters,
});

/** Makes one item of an expression that gives an object. */
export const set = (expression: string, name = 'Set'): Node =>
	step(name, 'set', 3.4, { mode: 'raw', jsonOutput: expression, options: {} });

/** Waits inside the execution. */
export const waitFor = (seconds: number): Node => ({
	...step('Wait', 'wait', 1.1, { amount: seconds, unit: 'seconds' }),
	webhookId: randomUUID(),
});

export const fail = (): Node =>
	step('Stop', 'stopAndError', 1, { errorMessage: 'The shop is closed' });

export const respond = (credential: StoredCredential, parameters: object): Node => ({
	...ultravox({ resource: 'tool', operation: 'respond', ...parameters }, [credential]),
	name: 'Respond',
});

export const PARAMETERS = {
	values: [
		{ name: 'orderNumber', type: 'string', description: 'The order number', required: true },
		{ name: 'quantity', type: 'integer', description: 'How many', required: false },
	],
};

/** A workflow that begins with the tool trigger. */
export function toolWorkflow(
	credential: StoredCredential,
	parameters: object,
	...nodes: Node[]
): WorkflowFile {
	const trigger = {
		...ultravox({}, [credential]),
		name: TOOL_TRIGGER,
		type: 'n8n-nodes-ultravox.ultravoxToolTrigger',
		webhookId: randomUUID(),
		parameters: {
			toolName: 'lookUpOrder',
			toolDescription: 'Looks up an order.',
			toolParameters: PARAMETERS,
			fallbackText: 'That did not work.',
			...parameters,
		},
	};
	// As the editor sends it; n8n 1 cannot answer a test of a workflow without.
	return { ...chain(`Tool ${randomUUID()}`, trigger, ...nodes), pinData: {} };
}

/** Somebody has called the agent. @returns the call's ID */
export function talk(sandbox: Sandbox, agentId: string): string {
	const { callId } = sandbox.calls.receive({ webRtc: {} }, {}, agentId);
	sandbox.calls.join(callId);
	return callId;
}
