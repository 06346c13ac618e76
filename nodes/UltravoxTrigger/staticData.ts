import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** What n8n keeps for this node with the workflow, apart from executions and parameters. */
export interface StaticData {
	/** The webhook at Ultravox, and its address. */
	webhookId?: string;
	url?: string;
	/** Events and agent as registered, in the form of `settingsKey`. */
	settings?: string;
	/** Encrypted; see secretStorage.ts. They outlive the webhook: deliveries under way are signed with them. */
	secrets?: unknown;
	/** What the user had set when the newest secret was made. */
	secretVersion?: string;
	/** Events that have started the workflow; see deduplicate.ts. */
	seen?: unknown;
}

/** Opens it; n8n saves what is changed after the method has returned. */
export function openStaticData(fns: IHookFunctions | IWebhookFunctions): StaticData {
	const data: IDataObject = fns.getWorkflowStaticData('node');
	return data as StaticData;
}

/** The texts in a list, as stored or as the API answers it; nothing else. */
export function texts(value: unknown): string[] {
	return Array.isArray(value)
		? value.filter((entry): entry is string => typeof entry === 'string' && entry !== '')
		: [];
}
