import type { IDataObject } from 'n8n-workflow';
import { withoutSecrets } from '../calls/output';
import { isRecord } from '../util/guards';
import { AGENTS, type Agent } from './agentApi';

/**
 * The address to enter at Twilio, Telnyx or Plivo, so that calls to a number reach the agent. It is on another host
 * than the API, and only the provider can use it.
 */
export function incomingCallUrl(agentId: string): string {
	return `https://app.ultravox.ai${AGENTS}/${agentId}/telephony_xml`;
}

/**
 * Makes the simplified form of an agent.
 *
 * @param agent as the API answers it
 * @returns the same fields for every agent, null where there is no value
 */
export function simplifyAgent({ agentId, name, created, callTemplate, statistics }: Agent) {
	const settings: IDataObject = isRecord(callTemplate) ? (callTemplate as IDataObject) : {};
	return {
		name,
		incomingCallUrl: incomingCallUrl(agentId),
		systemPrompt: settings.systemPrompt ?? '',
		model: settings.model ?? null,
		voice: settings.voice ?? null,
		languageHint: settings.languageHint ?? null,
		recordingEnabled: settings.recordingEnabled ?? null,
		calls: isRecord(statistics) ? ((statistics as IDataObject).calls ?? null) : null,
		created,
		agentId,
	} as IDataObject;
}

/**
 * Makes the item's JSON of an agent.
 *
 * @param agent as the API answers it; not changed, as it may be written back
 * @param simplify whether to take `simplifyAgent`'s form instead of the API's
 * @returns no secrets in either form: tools that are written in the agent have keys among their fixed values
 */
export function agentOutput(agent: Agent, simplify: boolean): IDataObject {
	if (simplify) return simplifyAgent(agent);
	const { callTemplate } = agent;
	return isRecord(callTemplate)
		? { ...agent, callTemplate: withoutSecrets(callTemplate as IDataObject) }
		: agent;
}
