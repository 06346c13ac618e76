import './environment.mts';

import { LoadOptionsContext } from 'n8n-core';
import {
	deepCopy,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type INodePropertyOptions,
	type INodeType,
} from 'n8n-workflow';

import { additionalDataFor } from './additional-data';
import { instanceOf, NodeTypeRegistry } from './node-types';
import { withProvidersAt } from './providerHosts.mts';
import type { NodeOptions, NodeOrClass } from './types';
import { runnable, storedNode, workflowBase } from './workflow';

export interface DropdownOptions extends Omit<NodeOptions, 'node'> {
	/** Path of the parameter that the dropdown belongs to, e.g. `parameters.agentId`. */
	path?: string;
}

async function editorContext(type: INodeType, options: DropdownOptions) {
	const node = storedNode(type, options);
	const nodeTypes = new NodeTypeRegistry();
	nodeTypes.add(node.type, type);
	const base = workflowBase([node], {});
	const workflow = runnable(base, nodeTypes);
	const additionalData = await additionalDataFor(options, base, 'internal');
	additionalData.currentNodeParameters = deepCopy(node.parameters);
	return new LoadOptionsContext(workflow, node, additionalData, options.path ?? '');
}

function named<Method>(methods: Record<string, Method> | undefined, name: string): Method {
	if (!methods || !Object.hasOwn(methods, name)) {
		throw new Error(`The node has no method "${name}" of this kind.`);
	}
	return methods[name];
}

/**
 * Asks a resource locator's list for one page, as the editor does.
 *
 * @param filter what the user typed into the list's search box
 * @param paginationToken the token of the page before; none for the first page
 * @throws whatever the method throws; the editor shows its `message` and `description`
 */
export async function callListSearch(
	node: NodeOrClass,
	method: string,
	options: DropdownOptions & { filter?: string; paginationToken?: string } = {},
): Promise<INodeListSearchResult> {
	const type = instanceOf(node);
	const context: ILoadOptionsFunctions = await editorContext(type, options);
	const list = named(type.methods?.listSearch, method);
	const { filter, paginationToken, providersAt } = options;
	const result = await withProvidersAt(
		providersAt,
		async () => await list.call(context, filter, paginationToken),
	);
	// The editor only ever sends back text.
	const token: unknown = result.paginationToken;
	return typeof token === 'number' ? { ...result, paginationToken: String(token) } : result;
}

/** Asks for the entries of a (multi-)select, as the editor does. Throws what the method throws. */
export async function callLoadOptions(
	node: NodeOrClass,
	method: string,
	options: DropdownOptions = {},
): Promise<INodePropertyOptions[]> {
	const type = instanceOf(node);
	const context: ILoadOptionsFunctions = await editorContext(type, options);
	return await named(type.methods?.loadOptions, method).call(context);
}
