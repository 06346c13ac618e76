import type { JsonObject, SandboxState } from '../state';
import { talked } from './life';
import type { StoredCall } from './store';

const RETENTION: Record<string, string> = {
	CALL_RETENTION_POLICY_RETAIN: 'retain',
	CALL_RETENTION_POLICY_AUTO_DELETE: 'auto_delete',
};

/** Fields of the settings that are answered as they are, when set. */
const AS_SET = [
	'inactivityMessages',
	'languageHint',
	'systemPrompt',
	'timeExceededMessage',
	'voice',
	'externalVoice',
	'voiceOverrides',
	'vadSettings',
	'callbacks',
];

/** The medium without what logs a SIP call in. */
function showMedium(medium: JsonObject): JsonObject {
	const sip = medium.sip as { outgoing?: JsonObject } | undefined;
	if (!sip?.outgoing) return medium;
	const outgoing = { ...sip.outgoing };
	delete outgoing.password;
	return { sip: { outgoing } };
}

/** A call as answered and as sent to webhooks. */
export function showCall(state: SandboxState, call: StoredCall): Record<string, unknown> {
	const { settings } = call;
	const agent = call.agentId === null ? undefined : state.agents.get(call.agentId);
	const speaker = settings.firstSpeakerSettings as { user?: object } | undefined;
	const billedDuration = call.billed === null ? null : `${Math.ceil(talked(call))}s`;
	const asSet = AS_SET.filter((name) => settings[name] !== undefined);
	return {
		callId: call.callId,
		clientVersion: call.joined === null ? null : 'sandbox',
		created: call.created,
		joined: call.joined,
		ended: call.ended,
		endReason: call.endReason,
		billedDuration,
		billedSideInputTokens: call.billed === null ? null : 0,
		billedSideOutputTokens: call.billed === null ? null : 0,
		billingStatus: billingStatus(call),
		firstSpeaker: speaker?.user ? 'FIRST_SPEAKER_USER' : 'FIRST_SPEAKER_AGENT',
		firstSpeakerSettings: speaker ?? { agent: {} },
		initialOutputMedium: settings.initialOutputMedium ?? 'MESSAGE_MEDIUM_VOICE',
		joinTimeout: settings.joinTimeout,
		joinUrl: call.joinUrl,
		maxDuration: settings.maxDuration,
		medium: showMedium(call.medium),
		model: settings.model,
		recordingEnabled: settings.recordingEnabled,
		retentionPolicy: RETENTION[String(settings.retentionPolicy)] ?? null,
		temperature: settings.temperature,
		...Object.fromEntries(asSet.map((name) => [name, settings[name]])),
		...(settings.dataConnection ? { dataConnectionConfig: settings.dataConnection } : {}),
		shortSummary: call.summarized ? 'A short talk.' : null,
		summary: call.summarized ? 'The caller asked something and said goodbye.' : null,
		agent: call.agentId === null ? null : { agentId: call.agentId, name: agent?.name ?? '' },
		agentId: call.agentId,
		experimentalSettings: settings.experimentalSettings ?? null,
		metadata: call.metadata,
		initialState: settings.initialState ?? {},
		requestContext: call.requestContext,
		sipDetails: call.medium.sip ? { billedDuration, terminationReason: sipReason(call) } : null,
	};
}

function billingStatus(call: StoredCall): string {
	if (call.billed === null) return 'BILLING_STATUS_PENDING';
	return talked(call) > 0 ? 'BILLING_STATUS_BILLED' : 'BILLING_STATUS_FREE_ZERO_EFFECTIVE_DURATION';
}

function sipReason(call: StoredCall): string | null {
	if (call.ended === null) return null;
	return call.joined === null ? 'SIP_TERMINATION_TIMEOUT' : 'SIP_TERMINATION_NORMAL';
}
