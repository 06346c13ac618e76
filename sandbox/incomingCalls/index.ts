import type { Area } from '../area';
import { registerTelephonyXml } from './routes';

/** The address at which each agent answers calls. Who calls is in `controls.ts`. */
export const incomingCalls: Area = {
	routes: registerTelephonyXml,
	clear: () => undefined,
};
