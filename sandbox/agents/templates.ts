import type { Context } from '../server/context';
import { invalidField } from '../server/problems';
import type { JsonObject } from '../state';
import type { StoredAgent } from './store';

/** What a template has when nothing was set. */
export const DEFAULTS: JsonObject = {
	medium: { webRtc: {} },
	initialOutputMedium: 'MESSAGE_MEDIUM_VOICE',
	joinTimeout: '30s',
	maxDuration: '3600s',
	vadSettings: {
		turnEndpointDelay: '0.384s',
		minimumTurnDuration: '0s',
		minimumInterruptionDuration: '0.09s',
		frameActivationThreshold: 0.1,
	},
	recordingEnabled: false,
	firstSpeakerSettings: { agent: {} },
	systemPrompt: '',
	temperature: 0,
	model: 'ultravox-v0.7',
	languageHint: '',
	timeExceededMessage: '',
	inactivityMessages: [],
	selectedTools: [],
};

/** Fields that a request may carry (a client sends back what it read) but does not change. */
const OWN = ['name', 'created', 'updated'];

/** What is stored of a template that was sent. */
export function settable(template: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(template).filter(([name]) => !OWN.includes(name)));
}

/** The settings in force: what was set, else the defaults. */
export function effective(agent: StoredAgent): JsonObject {
	return { ...DEFAULTS, ...agent.callTemplate };
}

/** A template as answered: with defaults, without secrets. */
export function showTemplate(agent: StoredAgent): JsonObject | null {
	if (!agent.callTemplate) return null;
	const shown: JsonObject = {
		name: agent.name,
		created: agent.created,
		updated: agent.created,
		...effective(agent),
	};
	delete shown.sharedSecrets;
	return shown;
}

/** The stored template after a PATCH, by the switch for what a partial template means. */
export function patchTemplate(
	{ switches }: Context,
	stored: JsonObject | null,
	sent: JsonObject | null,
): JsonObject | null {
	if (sent === null) return null;
	if (switches.callTemplatePatch === 'replace' || stored === null) return settable(sent);
	const merged = { ...stored, ...settable(sent) };
	if (merged.voice !== undefined && merged.externalVoice !== undefined) {
		throw invalidField(
			'callTemplate.externalVoice',
			'Only one of voice and externalVoice may be set.',
		);
	}
	return merged;
}
