import type { Switches } from './types';

/** The strictest plausible behaviour where the service's is not documented. */
export function defaultSwitches(): Switches {
	return {
		allowAllOverList: 'refuse',
		missingConfig: '404',
		postOverExisting: '409',
		mapping: 'replace',
		unknownAgents: 'refuse',
		deleteUsedAgent: 'remove',
		callTemplatePatch: 'replace',
		pageSizeDefault: 20,
		pageSizeMax: 100,
		nextOrigin: null,
		repeatNext: false,
		total: true,
		latencyMs: 0,
	};
}
