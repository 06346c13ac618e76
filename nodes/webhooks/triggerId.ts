import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

type Fns = Pick<IHookFunctions | IWebhookFunctions, 'getWorkflow' | 'getNode'>;

/**
 * Names a trigger: the same in every process, after a restart, and when the node or the workflow is renamed.
 *
 * @returns IDs of workflow and node, with a space between them
 */
export function triggerId(fns: Fns): string {
	return `${fns.getWorkflow().id} ${fns.getNode().id}`;
}
