/** Small workflows for host cases. */
import { randomUUID } from 'node:crypto';
import type { StoredCredential, WorkflowFile } from '../../../scripts/host/client.mts';

type Node = WorkflowFile['nodes'][number];

const node = (name: string, type: string, typeVersion: number, parameters: object): Node => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
});

export const manualTrigger = () => node('Start', 'n8n-nodes-base.manualTrigger', 1, {});

/** Starts at a POST to `/webhook/<path>`, and answers at once. */
export const webhook = (path: string): Node => ({
	...node('Webhook', 'n8n-nodes-base.webhook', 2, {
		httpMethod: 'POST',
		path,
		responseMode: 'onReceived',
		options: {},
	}),
	webhookId: randomUUID(),
});

export const everySecond = () =>
	node('Every Second', 'n8n-nodes-base.scheduleTrigger', 1.2, {
		rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] },
	});

/** An item for each of the rows; two nodes, to be linked one after the other. */
export const items = (rows: unknown[]): Node[] => [
	node('Rows', 'n8n-nodes-base.set', 3.4, {
		mode: 'raw',
		jsonOutput: JSON.stringify({ rows }),
		options: {},
	}),
	node('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'rows', options: {} }),
];

/** Our node under the name "Ultravox", with a Twilio telephony config operation unless told otherwise. */
export const ultravox = (
	parameters: Record<string, unknown>,
	credentials: StoredCredential[],
	settings: Record<string, unknown> = {},
): Node => ({
	...node('Ultravox', 'n8n-nodes-ultravox.ultravox', 1, {
		resource: 'twilioTelephonyConfig',
		operation: 'update',
		...parameters,
	}),
	credentials: Object.fromEntries(credentials.map(({ id, name, type }) => [type, { id, name }])),
	...settings,
});

/** A workflow whose nodes run one after the other. */
export function chain(name: string, ...nodes: Node[]): WorkflowFile {
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map((from, index) => [
				from.name,
				{ main: [[{ node: nodes[index + 1].name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}
