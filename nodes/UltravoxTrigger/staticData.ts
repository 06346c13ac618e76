import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { openStaticData } from '../webhooks/staticData';

/** What the trigger remembers. Everything works without it, and with what it was some time ago. */
export interface StaticData {
	/** The webhook at Ultravox, and its address. */
	webhookId: string;
	url: string;
	/** What the user had set when it was registered, in the form of `settingsKey`. */
	settings: string;
	/** Secret Version of that time; it outlives the webhook. */
	secretVersion: string;
	/** With which API key it was registered, in the form of `keyMark`. */
	keyMark: string;
	/** Events that have started the workflow; see deduplicate.ts. */
	seen: unknown;
}

/** Opens the trigger's static data, which n8n keeps with the workflow and saves after the method has returned. */
export function openStore(fns: IHookFunctions | IWebhookFunctions): Partial<StaticData> {
	return openStaticData<StaticData>(fns);
}
