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
		callPlan: { joinAfter: 5, talkFor: 60, summaryAfter: 10, billAfter: 30 },
		realTime: false,
		creationsPerSecond: null,
		creationsPerMinute: null,
		concurrentCalls: null,
		retryAfter: true,
		billingNeeded: false,
		recordingMisses: 0,
		recordingDirect: false,
		recordingBytes: 32_044,
		storageStatus: 200,
		batchCallsPerSecond: 10,
		batchResume: 'refuse',
		deliverWebhooks: false,
		webhookOrigin: null,
	};
}
