import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether the node is used by an AI agent: n8n gives it a type of its own then, with this ending. */
export function isTool(fns: Pick<IExecuteFunctions, 'getNode'>): boolean {
	return fns.getNode().type.endsWith('Tool');
}
