/** The nodes and workflows of the works. */
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

/** The HTTP Request node, with our credential, as a user sets it up by hand. */
export function http(bench: Bench, name: string, parameters: object): Node {
	const { ultravox } = bench;
	return {
		id: randomUUID(),
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [0, 0],
		parameters: {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'ultravoxApi',
			options: {},
			...parameters,
		},
		credentials: { ultravoxApi: { id: ultravox.id, name: ultravox.name } },
	};
}

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
