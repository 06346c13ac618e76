import type { RunOptions } from './harness';
import { UltravoxToolTrigger } from '../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node.ts';

/** What starts an execution that Tool: Respond can answer. */
export const toolTriggerStart: RunOptions['start'] = {
	node: UltravoxToolTrigger,
	parameters: {
		toolName: 'lookUpOrder',
		toolDescription: 'Looks up an order.',
		responseMode: 'responseNode',
	},
};
