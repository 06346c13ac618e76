import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';

/** Of several fields with one name, the one that the editor shows. */
export function shownField(
	fields: readonly INodeProperties[],
	name: string,
	node: INode,
): INodeProperties | undefined {
	const namesakes = fields.filter((field) => field.name === name);
	if (namesakes.length < 2) return namesakes[0];
	return (
		namesakes.find((field) => NodeHelpers.displayParameter(node.parameters, field, node, null)) ??
		namesakes[0]
	);
}
