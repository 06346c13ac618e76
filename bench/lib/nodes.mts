/** The nodes and workflows of the workloads. */
import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../scripts/host/client.mts';
import { chain, items, manualTrigger } from '../../test/host/support/workflows.mts';
import type { Bench } from './types.mts';

export type Node = WorkflowFile['nodes'][number];

export { chain, items, manualTrigger };

/** Our node under the name "Ours". */
export function ours({ ultravox }: Bench, parameters: object): Node {
	return {
		id: randomUUID(),
		name: 'Ours',
		type: 'n8n-nodes-ultravox.ultravox',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { ultravoxApi: { id: ultravox.id, name: ultravox.name } },
	};
}

/** The HTTP Request node, as a user without our package sets it up: the key in n8n's own Header Auth credential. */
export function http({ headerAuth }: Bench, name: string, parameters: object): Node {
	return {
		id: randomUUID(),
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [0, 0],
		parameters: {
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			options: {},
			...parameters,
		},
		credentials: { httpHeaderAuth: { id: headerAuth.id, name: headerAuth.name } },
	};
}

/** Splits the items for a loop that takes one at a time; the loop's body hangs on its second output. */
export const oneAtATime = (): Node => ({
	id: randomUUID(),
	name: 'Loop',
	type: 'n8n-nodes-base.splitInBatches',
	typeVersion: 3,
	position: [0, 0],
	parameters: { options: {} },
});

/** Makes an item of each entry of a list; n8n's pagination gives one item a page. */
export const splitOut = (field: string): Node => ({
	id: randomUUID(),
	name: 'Split',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	position: [0, 0],
	parameters: { fieldToSplitOut: field, options: {} },
});

/** Parameters of the HTTP Request node for a request with a JSON body. */
export const jsonRequest = (method: string, url: string, jsonBody: string) => ({
	method,
	url,
	sendBody: true,
	specifyBody: 'json',
	jsonBody,
});

/** A workflow that makes items of the rows and hands them to the nodes. */
export const over = (name: string, rows: unknown[], ...nodes: Node[]): WorkflowFile =>
	chain(name, manualTrigger(), ...items(rows), ...nodes);
