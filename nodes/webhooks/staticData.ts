import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * Opens what n8n keeps for a node with the workflow; n8n saves what is changed after the method has returned.
 *
 * A cache and nothing more. n8n saves the static data of all nodes as one object, from a copy that may be old: a polling
 * trigger in the same workflow, or an execution that began earlier, takes away what was written since, and brings back
 * what was there before. A renamed node starts with none.
 */
export function openStaticData<T extends object>(
	fns: IHookFunctions | IWebhookFunctions,
): Partial<T> {
	const data: IDataObject = fns.getWorkflowStaticData('node');
	return data as Partial<T>;
}
