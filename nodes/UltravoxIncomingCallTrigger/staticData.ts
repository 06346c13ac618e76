import { openStaticData } from '../webhooks/staticData';
import type { TriggerFns } from './parameters';

/** What the trigger remembers. Everything works without it. */
export interface StaticData {
	/** What did not look right when the workflow was published. */
	warnings: string[];
	/** The provider, the Default Agent and the account with which it was published, once the agent was found there. */
	published: string;
}

/** Opens it; n8n saves what is changed after the method has returned. */
export function openStore(fns: TriggerFns): Partial<StaticData> {
	return openStaticData<StaticData>(fns);
}
