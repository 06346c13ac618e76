import { openStaticData } from '../webhooks/staticData';
import type { TriggerFns } from './parameters';

/** What the trigger remembers. Everything works without it, and with what it was some time ago. */
export interface StaticData {
	/** Address of the published tool. */
	url: string;
	/** What the user had set when the tool was registered, as a short text. */
	settings: string;
	/** With which API key it was registered, in the form of `keyMark`. */
	keyMark: string;
	/** What did not quite work out when the workflow was published. */
	warnings: string[];
}

/** Opens it; n8n saves what is changed after the method has returned. */
export function openStore(fns: TriggerFns): Partial<StaticData> {
	return openStaticData<StaticData>(fns);
}
