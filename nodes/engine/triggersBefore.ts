import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The triggers of one kind that the workflow begins with in front of this step, those that are switched off left out.
 *
 * @param name of the node type, without its package
 * @returns with their parameters
 */
export function triggersBefore(fns: IExecuteFunctions, name: string) {
	const parents = fns.getParentNodes(fns.getNode().name, { includeNodeParameters: true });
	return parents.filter(({ type, disabled }) => type.endsWith(`.${name}`) && !disabled);
}
