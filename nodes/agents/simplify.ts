import type { IDataObject } from 'n8n-workflow';
import { AGENTS, type Agent } from './agentApi';

/**
 * The address to enter at Twilio, Telnyx or Plivo, so that calls to a number reach the agent. It is on another host
 * than the API, and only the provider can use it.
 */
export function incomingCallUrl(agentId: string): string {
	return `https://app.ultravox.ai${AGENTS}/${agentId}/telephony_xml`;
}

/** Picks what people work with out of an agent. */
export function simplifyAgent({ agentId, name, created, callTemplate, statistics }: Agent) {
	const settings: IDataObject = callTemplate ?? {};
	return {
		agentId,
		name,
		incomingCallUrl: incomingCallUrl(agentId),
		systemPrompt: settings.systemPrompt ?? '',
		model: settings.model ?? null,
		voice: settings.voice ?? null,
		languageHint: settings.languageHint ?? null,
		recordingEnabled: settings.recordingEnabled ?? null,
		calls: (statistics as IDataObject | undefined)?.calls ?? null,
		created,
	} as IDataObject;
}

/** Answers with an agent as the item wants it, simplified or raw. */
export function agentOutput(simplify: boolean, agent: Agent): IDataObject {
	return simplify ? simplifyAgent(agent) : agent;
}
