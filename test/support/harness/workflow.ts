import {
	deepCopy,
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowBase,
} from 'n8n-workflow';

import {
	instanceOf,
	itemsTrigger,
	NodeTypeRegistry,
	TRIGGER_TYPE,
	typeNameOf,
	versionOf,
} from './node-types';
import type { FollowingNode, NodeOptions, StartNode } from './types';

const WORKFLOW_ID = 'engine-test';
const START = 'Start';

/** A node as a workflow stores it, with its credentials by reference only. */
export function storedNode(type: INodeType, options: Omit<NodeOptions, 'node'>): INode {
	const names = Object.keys(options.credentials ?? {});
	return {
		id: options.nodeId ?? `id of ${options.nodeName ?? type.description.displayName}`,
		name: options.nodeName ?? type.description.displayName,
		type: typeNameOf(type),
		typeVersion: options.typeVersion ?? versionOf(type.description),
		position: [0, 0],
		parameters: deepCopy(options.parameters ?? {}),
		...(names.length > 0 && {
			credentials: Object.fromEntries(names.map((name) => [name, { id: name, name }])),
		}),
	};
}

/** The workflow in the form in which n8n's database has it. */
export function workflowBase(nodes: INode[], connections: IConnections): IWorkflowBase {
	return {
		id: WORKFLOW_ID,
		name: 'Engine test',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		settings: { executionOrder: 'v1' },
		nodes,
		connections,
	};
}

/** The workflow in the form in which it runs; fills in defaults of parameters. */
export function runnable(
	base: IWorkflowBase,
	nodeTypes: NodeTypeRegistry,
	staticData?: IDataObject,
): Workflow {
	const { id, name, nodes, connections, active, settings } = base;
	return new Workflow({ id, name, nodes, connections, active, settings, nodeTypes, staticData });
}

/** Start → the node under test → the nodes after it. */
export function chain(
	items: INodeExecutionData[],
	main: INode,
	mainType: INodeType,
	following: FollowingNode[],
	start?: StartNode,
): { base: IWorkflowBase; workflow: Workflow; startNode: INode } {
	const nodeTypes = new NodeTypeRegistry();
	const startType = start ? instanceOf(start.node) : itemsTrigger(items);
	const startName = start ? typeNameOf(startType) : TRIGGER_TYPE;
	nodeTypes.add(startName, startType);
	nodeTypes.add(main.type, mainType);

	const startNode: INode = {
		id: 'id of start',
		name: START,
		type: startName,
		typeVersion: 1,
		position: [0, 0],
		parameters: start?.parameters ?? {},
	};
	const nodes = [startNode, main];
	const connections: IConnections = {};
	const connect = (from: string, output: number, to: string) => {
		const outputs = ((connections[from] ??= { main: [] }).main ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type: 'main', index: 0 });
	};
	connect(START, 0, main.name);

	for (const { node, after, output = 0, ...options } of following) {
		const type = instanceOf(node);
		const stored = storedNode(type, options);
		nodeTypes.add(stored.type, type);
		connect(after ?? nodes[nodes.length - 1].name, output, stored.name);
		nodes.push(stored);
	}

	const base = workflowBase(nodes, connections);
	const workflow = runnable(base, nodeTypes);
	return { base, workflow, startNode: workflow.nodes[START] };
}
