import type {
	IDataObject,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	ITriggerFunctions,
	ITriggerResponse,
} from 'n8n-workflow';

import type { NodeOrClass } from './types';

const PACKAGE = 'n8n-nodes-ultravox';

export const TRIGGER_TYPE = 'n8n-nodes-base.manualTrigger';

const instances = new WeakMap<new () => INodeType, INodeType>();

/** The node type itself, made from its class where a class was given: once, as n8n does. */
export function instanceOf(node: NodeOrClass): INodeType {
	if (typeof node !== 'function') return node;
	const instance = instances.get(node) ?? new node();
	instances.set(node, instance);
	return instance;
}

/** The name that workflows store, e.g. `n8n-nodes-ultravox.ultravox`. */
export function typeNameOf(node: INodeType): string {
	return `${PACKAGE}.${node.description.name}`;
}

/** The version that a new node of this type gets in the editor. */
export function versionOf({ defaultVersion, version }: INodeTypeDescription): number {
	return defaultVersion ?? (Array.isArray(version) ? Math.max(...version) : version);
}

/** The node types of one workflow. n8n's server has all installed packages here. */
export class NodeTypeRegistry implements INodeTypes {
	private readonly types = new Map<string, INodeType>();

	add(name: string, type: INodeType): void {
		this.types.set(name, type);
	}

	getByName(name: string): INodeType {
		const type = this.types.get(name);
		if (!type) throw new Error(`The node type "${name}" is not known to the harness.`);
		return type;
	}

	getByNameAndVersion(name: string): INodeType {
		return this.getByName(name);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

/** A trigger that starts a workflow with the given items. */
export function itemsTrigger(items: INodeExecutionData[]): INodeType {
	return {
		description: {
			displayName: 'Start',
			name: 'manualTrigger',
			group: ['trigger'],
			version: 1,
			description: 'Starts the workflow of a test',
			defaults: { name: 'Start' },
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		// Only called in manual mode; else the engine is given the items with the execution.
		async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
			return {
				manualTriggerFunction: async () => {
					this.emit([items]);
				},
			};
		},
	};
}
